import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { emptyForm } from '../../../../platform/forms/read-form.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { CurrentActor } from '../../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import type { Commune } from '../../../territories/commune.entity.js';
import { CommitmentEdits } from '../../promises/commitment-edits.service.js';
import type { TableProblem } from '../../tables/csv-table.js';
import { ArchiveExport } from './export/archive-export.service.js';
import { csvPieces, jsonPieces } from './format/archive-format.js';
import { ArchiveImport, type ArchiveOutcome } from './import/archive-import.service.js';

const MOST_SHOWN = 100;

/** All of a commune's commitments, gatherings and proposals, drafts and files included, out of the portal and into it. */
@Controller('editeur/communes/:commune')
@Access('editor')
export class ArchivesController {
  constructor(
    private readonly edits: CommitmentEdits,
    private readonly exports: ArchiveExport,
    private readonly imports: ArchiveImport,
    private readonly pages: Pages,
  ) {}

  @Get('archive')
  async show(
    @CurrentActor() actor: Actor,
    @Param('commune') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, await this.commune(actor, slug), {});
  }

  @Get('archive.json')
  async json(@CurrentActor() actor: Actor, @Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const { id } = await this.commune(actor, slug);
    await send(reply, slug, 'json', jsonPieces(this.exports.stretches({ communeId: id })));
  }

  @Get('archive.csv')
  async csv(@CurrentActor() actor: Actor, @Param('commune') slug: string, @Res() reply: FastifyReply): Promise<void> {
    const { id } = await this.commune(actor, slug);
    await send(reply, slug, 'csv', csvPieces(this.exports.stretches({ communeId: id })));
  }

  /** Looked through first; written only when asked for, and only whole. */
  @Post('archive')
  async bring(
    @CurrentActor() actor: Actor,
    @Param('commune') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commune = await this.commune(actor, slug);
    const text = request.uploads['file']?.content.toString('utf8') ?? '';
    if (text.trim() === '') {
      const problems = [{ row: 1, column: '', key: 'commitments:tables.nothing' }];
      return this.draw(request, reply, commune, { problems });
    }
    const write = (body as { step?: unknown } | null)?.step === 'write';
    const outcome = await this.imports.run(actor, commune.id, text, write);
    if (!outcome.ok) return this.draw(request, reply, commune, { problems: outcome.error });
    if (!write) return this.draw(request, reply, commune, { outcome: outcome.value });
    await this.pages.goTo(request, reply, '/editeur', {
      kind: 'success',
      key: 'commitments:archive.done',
      params: { count: outcome.value.records },
    });
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, slug }: Commune,
    { problems = [], outcome = null }: { problems?: readonly TableProblem[]; outcome?: ArchiveOutcome | null },
  ): Promise<void> {
    const model = {
      commune: { name, slug },
      form: emptyForm(),
      outcome: outcome === null ? null : told(outcome),
      problemCount: problems.length,
      problems: problems.slice(0, MOST_SHOWN).map(({ row, column, key, params }) => ({
        row,
        column,
        message: this.pages.text(request, { key, params: params ?? {} }),
      })),
    };
    const draw = problems.length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'commitments/edit/archive', model, {
      title: 'commitments:archive.title',
      noIndex: true,
      breadcrumbs: [{ label: 'commitments:desk.title', href: '/editeur' }],
    });
  }

  private async commune(actor: Actor, slug: string): Promise<Commune> {
    const commune = (await this.edits.communes(actor)).find((one) => one.slug === slug);
    if (commune === undefined) throw new AppError(NOT_FOUND);
    return commune;
  }
}

/** What an import would bring, and what it would leave alone; nothing of what there is none of. */
function told({ fresh, known, records }: ArchiveOutcome): object {
  const counts = [...Object.entries(fresh).map(counted('fresh')), ...Object.entries(known).map(counted('known'))];
  return {
    titleKey: `commitments:archive.${records > 0 ? 'ready' : 'nothingNew'}`,
    records,
    counts: counts.filter(({ count }) => count > 0),
  };
}

function counted(group: 'fresh' | 'known') {
  return ([kind, count]: [string, number]): { key: string; count: number } => ({
    key: `commitments:archive.${group}.${kind}`,
    count,
  });
}

async function send(
  reply: FastifyReply,
  slug: string,
  kind: 'csv' | 'json',
  pieces: AsyncIterable<string>,
): Promise<void> {
  await reply
    .type(kind === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="engagements-${slug}.${kind}"`)
    .send(Readable.from(pieces));
}
