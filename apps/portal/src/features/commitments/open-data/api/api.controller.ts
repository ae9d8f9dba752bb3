import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { Access } from '../../../../platform/security/access.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { Prepared } from '../../../../platform/server/route-options.js';
import { CommuneOverviews } from '../../public/overview.service.js';
import { ArchiveExport } from '../archive/export/archive-export.service.js';
import { csvPieces, jsonPieces } from '../archive/format/archive-format.js';
import { alone, commitmentsData } from '../feeds/commitments-linked-data.js';
import { forAll } from '../feeds/feeds.controller.js';
import { OpenCommitments } from '../open-commitments.service.js';
import { catalogueData } from './catalogue.js';
import { CommitmentParts } from './commitment-parts.service.js';

/** The JSON API: everything has an address with its identifier, which never changes. */
@Controller('api/v1')
@Access('public')
export class ApiController {
  constructor(
    private readonly open: OpenCommitments,
    private readonly overviews: CommuneOverviews,
    private readonly parts: CommitmentParts,
    private readonly archive: ArchiveExport,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** DCAT-AP, which data.gouv.fr harvests. */
  @Get('catalogue.jsonld')
  @Prepared()
  async catalogue(@Res() reply: FastifyReply): Promise<void> {
    const communes = await this.overviews.communes();
    const modified = (await this.open.list()).map(({ glance }) => glance.lastMoveAt.getTime());
    const data = catalogueData(this.settings.publicUrl, communes, new Date(Math.max(0, ...modified)));
    await forAll(reply).type('application/ld+json; charset=utf-8').send(JSON.stringify(data));
  }

  @Get('communes')
  @Prepared()
  async communes(@Res() reply: FastifyReply): Promise<void> {
    const api = `${this.settings.publicUrl}/api/v1/communes`;
    const communes = (await this.overviews.communes()).map(({ name, slug, published }) => ({
      name,
      slug,
      commitments: published,
      url: `${api}/${slug}/engagements`,
      archive: `${api}/${slug}/archive.json`,
    }));
    await json(reply, { communes });
  }

  @Get('communes/:commune/engagements')
  @Prepared()
  async commitments(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const { id } = await this.commune(slug);
    const path = `/api/v1/communes/${slug}/engagements`;
    await json(reply, commitmentsData(await this.open.list(id), this.settings.publicUrl, path));
  }

  /** Everything that was published, in the format that another portal can import. */
  @Get('communes/:commune/archive.json')
  async archiveJson(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const { id: communeId } = await this.commune(slug);
    const stretches = this.archive.stretches({ communeId, onlyPublic: true });
    await forAll(reply)
      .type('application/json; charset=utf-8')
      .send(Readable.from(jsonPieces(stretches)));
  }

  @Get('communes/:commune/archive.csv')
  async archiveCsv(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const { id: communeId } = await this.commune(slug);
    const stretches = this.archive.stretches({ communeId, onlyPublic: true });
    await forAll(reply)
      .type('text/csv; charset=utf-8')
      .send(Readable.from(csvPieces(stretches)));
  }

  @Get('engagements/:id')
  @Prepared()
  async commitment(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const found = isId(id) ? await this.open.find(id) : null;
    if (found === null) throw new AppError(NOT_FOUND);
    const { publicUrl } = this.settings;
    await json(reply, { ...alone(found, publicUrl), ...(await this.parts.of(found.commitment.id)) });
  }

  /** With all its values, oldest first. */
  @Get('indicateurs/:id')
  @Prepared()
  async indicator(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const found = isId(id) ? await this.parts.indicator(id) : null;
    if (found === null) throw new AppError(NOT_FOUND);
    await json(reply, found);
  }

  private async commune(slug: string): Promise<{ id: string }> {
    const commune = await this.open.commune(slug);
    if (commune === null) throw new AppError(NOT_FOUND);
    return commune;
  }
}

async function json(reply: FastifyReply, data: object): Promise<void> {
  await forAll(reply).type('application/json; charset=utf-8').send(JSON.stringify(data));
}
