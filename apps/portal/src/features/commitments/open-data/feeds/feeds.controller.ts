import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply } from 'fastify';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { Access } from '../../../../platform/security/access.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { Prepared } from '../../../../platform/server/route-options.js';
import type { OpenCommitment } from '../open-commitments.service.js';
import { OpenCommitments } from '../open-commitments.service.js';
import { commitmentsCsv } from './commitments-csv.js';
import { commitmentsTableSchema, TABLE_SCHEMA_PATH } from './commitments-table-schema.js';
import { commitmentsData } from './commitments-linked-data.js';
import { MoveFeeds } from './move-feeds.service.js';

interface Listed {
  readonly commitments: OpenCommitment[];
  /** Address without its ending. */
  readonly path: string;
  readonly communeName: string | null;
}

/** The commitments as files that others can use, of all communes or of one. */
@Controller()
@Access('public')
export class FeedsController {
  constructor(
    private readonly open: OpenCommitments,
    private readonly feeds: MoveFeeds,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('engagements.csv')
  @Prepared()
  async allCsv(@Res() reply: FastifyReply): Promise<void> {
    await this.csv(reply, await this.all());
  }

  @Get(TABLE_SCHEMA_PATH)
  async tableSchema(@Res() reply: FastifyReply): Promise<void> {
    await forAll(reply)
      .type('application/schema+json; charset=utf-8')
      .send(JSON.stringify(commitmentsTableSchema(this.settings.publicUrl), null, 2));
  }

  @Get('engagements.json')
  @Prepared()
  async allJson(@Res() reply: FastifyReply): Promise<void> {
    await this.json(reply, await this.all());
  }

  @Get('engagements.atom')
  @Prepared()
  async allAtom(@Res() reply: FastifyReply): Promise<void> {
    await this.atom(reply, await this.all());
  }

  @Get('engagements/:commune.csv')
  @Prepared()
  async communeCsv(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    await this.csv(reply, await this.of(slug));
  }

  @Get('engagements/:commune.json')
  @Prepared()
  async communeJson(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    await this.json(reply, await this.of(slug));
  }

  @Get('engagements/:commune.atom')
  @Prepared()
  async communeAtom(@Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    await this.atom(reply, await this.of(slug));
  }

  @Get('engagements/:commune/:measure.atom')
  @Prepared()
  async commitmentAtom(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitments, path } = await this.of(slug);
    const own = commitments.filter(({ measure }) => measure === key);
    if (own.length === 0) throw new AppError(NOT_FOUND);
    await this.atom(reply, { commitments: own, path: `${path}/${own[0]!.measure}`, communeName: own[0]!.commune.name });
  }

  private async all(): Promise<Listed> {
    return { commitments: await this.open.list(), path: '/engagements', communeName: null };
  }

  private async of(slug: string): Promise<Listed> {
    const commune = await this.open.commune(slug);
    if (commune === null) throw new AppError(NOT_FOUND);
    const commitments = await this.open.list(commune.id);
    return { commitments, path: `/engagements/${commune.slug}`, communeName: commune.name };
  }

  private async csv(reply: FastifyReply, { commitments }: Listed): Promise<void> {
    await forAll(reply).type('text/csv; charset=utf-8').send(commitmentsCsv(commitments));
  }

  private async json(reply: FastifyReply, { commitments, path }: Listed): Promise<void> {
    const data = commitmentsData(commitments, this.settings.publicUrl, `${path}.json`);
    await forAll(reply).type('application/ld+json; charset=utf-8').send(JSON.stringify(data));
  }

  private async atom(reply: FastifyReply, { commitments, path, communeName }: Listed): Promise<void> {
    await forAll(reply)
      .type('application/atom+xml; charset=utf-8')
      .send(await this.feeds.xml(commitments, path, communeName));
  }
}

/** Open data is for every page of the web, not only for ours. */
export function forAll(reply: FastifyReply): FastifyReply {
  return reply
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('link', '<https://www.etalab.gouv.fr/licence-ouverte-open-licence/>; rel="license"');
}
