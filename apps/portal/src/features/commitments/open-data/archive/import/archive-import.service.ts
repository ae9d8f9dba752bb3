import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { AuditLog } from '../../../../../platform/audit/audit-log.js';
import { inTransaction } from '../../../../../platform/database/in-transaction.js';
import { edits, type Actor } from '../../../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../../../platform/security/security.errors.js';
import { GatheringMeasure } from '../../../../gatherings/gathering/gathering-measure.entity.js';
import { Gathering } from '../../../../gatherings/gathering/gathering.entity.js';
import { Commune } from '../../../../territories/commune.entity.js';
import { Measure } from '../../../frameworks/measure.entity.js';
import { CommitmentHistory } from '../../../promises/commitment-history.service.js';
import { CommitmentRules } from '../../../promises/commitment-rules.entity.js';
import { Commitment } from '../../../promises/commitment.entity.js';
import { CollectiveProposal } from '../../../proposals/collective-proposal.entity.js';
import type { TableProblem } from '../../../tables/csv-table.js';
import { checkRecords, type CheckedRecord } from './archive-check.js';
import { readCsv, readJson } from '../format/archive-format.js';
import { ArchiveRows } from './archive-rows.service.js';
import { TABLES } from './archive-tables.js';
import type { RecordKind } from '../format/record-kinds.js';

/** What stands by itself in an archive, with everything below it. */
export const headKinds = ['commitment', 'gathering', 'proposal'] as const;
export type HeadKind = (typeof headKinds)[number];

export interface ArchiveOutcome {
  /** How many of each kind are brought in, or can be. */
  readonly fresh: Readonly<Record<HeadKind | 'question', number>>;
  readonly records: number;
  /** Those that are there already: an import adds, it never writes over what the public has read. */
  readonly known: Readonly<Record<HeadKind, number>>;
}

const HEADS: Readonly<Record<HeadKind, EntityTarget<ObjectLiteral>>> = {
  commitment: Commitment,
  gathering: Gathering,
  proposal: CollectiveProposal,
};

/** What nobody publishes without the accountable person's agreement, where the commune wants it. */
const AGREED_TO: readonly RecordKind[] = ['commitment', 'update', 'question'];

/** So many rows in one statement: PostgreSQL takes at most 65,535 parameters. */
const AT_ONCE = 1000;

/** Brings an archive of commitments, gatherings and proposals into a commune: all of it or nothing. */
@Injectable()
export class ArchiveImport {
  constructor(
    private readonly database: DataSource,
    private readonly history: CommitmentHistory,
    private readonly audit: AuditLog,
    private readonly rows: ArchiveRows,
  ) {}

  /**
   * `write` false: only looks through. Tables and JSON are told apart by how they begin.
   * @param actor null: a command of the portal's host
   */
  async run(
    actor: Actor | null,
    communeId: string,
    text: string,
    write: boolean,
  ): Promise<Result<ArchiveOutcome, TableProblem[]>> {
    const commune = await this.database.getRepository(Commune).findOneBy({ id: communeId });
    if (commune === null || (actor !== null && !edits(actor, communeId))) throw new AppError(NOT_FOUND);
    const read = /^\ufeff?\s*\{/.test(text) ? readJson(text) : readCsv(text);
    if (!read.ok) return read;
    const { checked, problems } = checkRecords(read.value, commune.inseeCode);
    if (problems.length > 0) return fail(problems);
    return inTransaction(this.database, async (manager) => {
      await manager.findOne(Commune, { where: { id: communeId }, lock: { mode: 'pessimistic_write' } });
      const fresh = await this.withoutKnown(manager, communeId, checked, problems);
      // Where somebody must agree before anything is published, a file is no way around them.
      if ((await manager.findOneBy(CommitmentRules, { communeId }))?.needsAgreement) {
        const published = fresh.filter(({ values }) => values['publishedAt'] instanceof Date);
        for (const { row } of published.filter(({ kind }) => AGREED_TO.includes(kind))) {
          problems.push({ row, column: 'publishedAt', key: 'commitments:archive.wrong.agreement' });
        }
      }
      await this.refuseTakenSlugs(manager, fresh, problems);
      const measures = await this.measures(manager, communeId, fresh, problems);
      if (problems.length > 0) return fail(problems.sort((one, other) => one.row - other.row));
      const outcome = outcomeOf(checked, fresh);
      if (write && fresh.length > 0) await this.write(manager, actor, communeId, fresh, measures, outcome);
      return ok(outcome);
    });
  }

  /** Leaves out what is there in this commune with all its parts; ids of anything else must be new. */
  private async withoutKnown(
    manager: EntityManager,
    communeId: string,
    records: readonly CheckedRecord[],
    problems: TableProblem[],
  ): Promise<CheckedRecord[]> {
    const dropped = new Set<string>();
    for (const kind of headKinds) {
      const heads = records.filter((record) => record.kind === kind);
      const present = await presentAmong(manager, HEADS[kind], heads, { communeId });
      for (const id of present) dropped.add(id);
    }
    const fresh = records.filter(({ id, parent }) => {
      // Parts follow what they belong to.
      if (dropped.has(parent)) dropped.add(id);
      return !dropped.has(id);
    });
    for (const kind of Object.keys(TABLES) as RecordKind[]) {
      const own = fresh.filter((record) => record.kind === kind);
      const taken = await presentAmong(manager, TABLES[kind], own);
      for (const { row } of own.filter(({ id }) => taken.has(id))) {
        problems.push({ row, column: 'id', key: 'commitments:archive.wrong.taken' });
      }
    }
    return fresh;
  }

  /** The address of a gathering is the portal's, whatever the commune. */
  private async refuseTakenSlugs(
    manager: EntityManager,
    records: readonly CheckedRecord[],
    problems: TableProblem[],
  ): Promise<void> {
    const gatherings = records.filter(({ kind }) => kind === 'gathering');
    const slugs = gatherings.map(({ values }) => values['slug']);
    const taken = await manager.query<{ slug: string }[]>('SELECT slug FROM gathering WHERE slug = ANY($1)', [slugs]);
    const known = new Set<unknown>(taken.map(({ slug }) => slug));
    for (const { row } of gatherings.filter(({ values }) => known.has(values['slug']))) {
      problems.push({ row, column: 'slug', key: 'commitments:archive.wrong.slugTaken' });
    }
  }

  /** The ids of all measures that the records name, by their keys. */
  private async measures(
    manager: EntityManager,
    communeId: string,
    records: readonly CheckedRecord[],
    problems: TableProblem[],
  ): Promise<Map<string, string>> {
    const ids = new Map((await manager.find(Measure)).map(({ key, id }) => [key, id]));
    const kept = new Set((await manager.findBy(Commitment, { communeId })).map(({ measureId }) => measureId));
    for (const { row, kind, values } of records) {
      const named = kind === 'gathering' ? (values['measures'] as string[]) : [values['measure']];
      const column = kind === 'gathering' ? 'measures' : 'measure';
      if (named[0] === undefined) continue;
      if (named.some((key) => !ids.has(String(key)))) {
        problems.push({ row, column, key: 'commitments:archive.wrong.measure' });
      } else if (kind === 'commitment' && kept.has(ids.get(String(named[0]))!)) {
        problems.push({ row, column, key: 'commitments:errors.measureTaken' });
      }
    }
    return ids;
  }

  private async write(
    manager: EntityManager,
    actor: Actor | null,
    communeId: string,
    fresh: readonly CheckedRecord[],
    measures: ReadonlyMap<string, string>,
    { fresh: brought }: ArchiveOutcome,
  ): Promise<void> {
    const context = this.rows.context(communeId, measures, await namedAndThere(manager, communeId, fresh), fresh);
    for (const kind of Object.keys(TABLES) as RecordKind[]) {
      const rows: object[] = [];
      for (const record of inOrder(fresh.filter((one) => one.kind === kind))) {
        rows.push(await this.rows.row(manager, record, context));
      }
      await insert(manager, TABLES[kind], rows);
    }
    const served = fresh.flatMap(({ kind, id, values }) =>
      kind === 'gathering'
        ? (values['measures'] as string[]).map((key) => ({ gatheringId: id, measureId: measures.get(key)! }))
        : [],
    );
    await insert(manager, GatheringMeasure, served);
    for (const { id } of fresh.filter(({ kind }) => kind === 'commitment')) {
      await this.history.record(manager, actor, { id, communeId }, 'commitment.imported', null, null);
    }
    const change = { action: 'archive.imported', subject: { kind: 'commune', id: communeId }, communeId };
    await this.audit.record(manager, actor, { ...change, after: { ...brought } });
  }
}

function outcomeOf(all: readonly CheckedRecord[], fresh: readonly CheckedRecord[]): ArchiveOutcome {
  const count = (records: readonly CheckedRecord[], kind: RecordKind): number =>
    records.filter((one) => one.kind === kind).length;
  const known = headKinds.map((kind) => [kind, count(all, kind) - count(fresh, kind)]);
  const brought = (['commitment', 'question', 'gathering', 'proposal'] as const).map((kind) => [
    kind,
    count(fresh, kind),
  ]);
  return {
    fresh: Object.fromEntries(brought) as ArchiveOutcome['fresh'],
    records: fresh.length,
    known: Object.fromEntries(known) as ArchiveOutcome['known'],
  };
}

/** Questions that live on in others come after those. */
function inOrder(records: readonly CheckedRecord[]): CheckedRecord[] {
  const merged = ({ values }: CheckedRecord): boolean => typeof values['mergedInto'] === 'string';
  return [...records.filter((one) => !merged(one)), ...records.filter(merged)];
}

/** Which commitments and actions that replies name will be there: they come along, or were here before. */
async function namedAndThere(
  manager: EntityManager,
  communeId: string,
  fresh: readonly CheckedRecord[],
): Promise<Set<string>> {
  const replies = fresh.filter(({ kind }) => kind === 'reply');
  const named = replies.flatMap(({ values }) => [values['commitment'], values['action']]);
  const rows = await manager.query<{ id: string }[]>(
    `SELECT id FROM commitment WHERE commune_id = $1 AND id = ANY($2) UNION ALL
     SELECT action.id FROM commitment_action AS action JOIN commitment ON commitment.id = action.commitment_id
     WHERE commitment.commune_id = $1 AND action.id = ANY($2)`,
    [communeId, named.filter((id) => typeof id === 'string')],
  );
  const coming = fresh.filter(({ kind }) => kind === 'commitment' || kind === 'action');
  return new Set([...rows, ...coming].map(({ id }) => id));
}

async function presentAmong(
  manager: EntityManager,
  table: EntityTarget<ObjectLiteral>,
  records: readonly CheckedRecord[],
  where: object = {},
): Promise<Set<string>> {
  const present = new Set<string>();
  for (let from = 0; from < records.length; from += AT_ONCE) {
    const ids = records.slice(from, from + AT_ONCE).map(({ id }) => id);
    const found = await manager.find(table, { where: { ...where, id: In(ids) }, select: { id: true } });
    for (const one of found) present.add(String(one['id']));
  }
  return present;
}

async function insert(
  manager: EntityManager,
  table: EntityTarget<ObjectLiteral>,
  rows: readonly object[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await manager.insert(table, rows.slice(from, from + AT_ONCE) as never);
  }
}
