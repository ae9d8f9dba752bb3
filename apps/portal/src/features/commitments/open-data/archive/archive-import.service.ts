import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../../platform/files/file-storage.js';
import { detectMediaType } from '../../../../platform/files/media-type.js';
import { edits, type Actor } from '../../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { Commune } from '../../../territories/commune.entity.js';
import { ActionMilestone } from '../../actions/action-milestone.entity.js';
import { CommitmentAction } from '../../actions/commitment-action.entity.js';
import { IndicatorValue } from '../../figures/indicator-value.entity.js';
import { Indicator } from '../../figures/indicator.entity.js';
import { Measure } from '../../frameworks/measure.entity.js';
import { CommitmentHistory } from '../../promises/commitment-history.service.js';
import { CommitmentRules } from '../../promises/commitment-rules.entity.js';
import { CommitmentRevision } from '../../promises/commitment-revision.entity.js';
import { Commitment } from '../../promises/commitment.entity.js';
import { DeadlineSlip } from '../../promises/deadline-slip.entity.js';
import { Spending } from '../../spending/spending.entity.js';
import type { TableProblem } from '../../tables/csv-table.js';
import { CommitmentUpdate } from '../../updates/commitment-update.entity.js';
import { Evidence } from '../../updates/evidence.entity.js';
import { UpdateCorrection } from '../../updates/update-correction.entity.js';
import { checkRecords, type CheckedRecord } from './archive-check.js';
import { readCsv, readJson } from './archive-format.js';
import type { RecordKind } from './record-kinds.js';

export interface ArchiveOutcome {
  readonly commitments: number;
  readonly records: number;
  /** Commitments that are there already: an import adds, it never writes over what the public has read. */
  readonly known: number;
}

/** So many rows in one statement: PostgreSQL takes at most 65,535 parameters. */
const AT_ONCE = 1000;

const TABLES: Readonly<Record<RecordKind, EntityTarget<ObjectLiteral>>> = {
  commitment: Commitment,
  course: CommitmentRevision,
  slip: DeadlineSlip,
  action: CommitmentAction,
  milestone: ActionMilestone,
  update: CommitmentUpdate,
  correction: UpdateCorrection,
  evidence: Evidence,
  indicator: Indicator,
  value: IndicatorValue,
  spending: Spending,
};

/** Brings an archive of commitments into a commune: all of it or nothing. */
@Injectable()
export class ArchiveImport {
  constructor(
    private readonly database: DataSource,
    private readonly history: CommitmentHistory,
    private readonly files: FileStorage,
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
        for (const { row } of fresh.filter(({ values }) => values['publishedAt'] instanceof Date)) {
          problems.push({ row, column: 'publishedAt', key: 'commitments:archive.wrong.agreement' });
        }
      }
      const measures = await this.measures(manager, communeId, fresh, problems);
      if (problems.length > 0) return fail(problems);
      const commitments = fresh.filter(({ kind }) => kind === 'commitment');
      const outcome = {
        commitments: commitments.length,
        records: fresh.length,
        known: checked.filter(({ kind }) => kind === 'commitment').length - commitments.length,
      };
      if (!write) return ok(outcome);
      for (const kind of Object.keys(TABLES) as RecordKind[]) {
        const rows: object[] = [];
        for (const record of fresh.filter((one) => one.kind === kind)) {
          rows.push(await this.row(manager, record, communeId, measures));
        }
        for (let from = 0; from < rows.length; from += AT_ONCE) {
          await manager.insert(TABLES[kind], rows.slice(from, from + AT_ONCE) as never);
        }
      }
      for (const { id } of commitments) {
        await this.history.record(manager, actor, { id, communeId }, 'commitment.imported', null, null);
      }
      return ok(outcome);
    });
  }

  /** Leaves out commitments of this commune that are there with all their parts; ids of anything else must be new. */
  private async withoutKnown(
    manager: EntityManager,
    communeId: string,
    records: readonly CheckedRecord[],
    problems: TableProblem[],
  ): Promise<CheckedRecord[]> {
    const heads = records.filter(({ kind }) => kind === 'commitment').map(({ id }) => id);
    const present = await manager.findBy(Commitment, { id: In(heads), communeId });
    const dropped = new Set(present.map(({ id }) => id));
    const fresh = records.filter(({ id, parent }) => {
      // Parts follow what they belong to.
      if (dropped.has(parent)) dropped.add(id);
      return !dropped.has(id);
    });
    for (const kind of Object.keys(TABLES) as RecordKind[]) {
      const own = fresh.filter((record) => record.kind === kind);
      for (let from = 0; from < own.length; from += AT_ONCE) {
        const some = own.slice(from, from + AT_ONCE);
        const taken = await manager.find(TABLES[kind], {
          where: { id: In(some.map(({ id }) => id)) },
          select: { id: true },
        });
        for (const { row } of some.filter(({ id }) => taken.some((one) => one['id'] === id))) {
          problems.push({ row, column: 'id', key: 'commitments:archive.wrong.taken' });
        }
      }
    }
    return fresh;
  }

  private async measures(
    manager: EntityManager,
    communeId: string,
    records: readonly CheckedRecord[],
    problems: TableProblem[],
  ): Promise<Map<string, string>> {
    const heads = records.filter(({ kind }) => kind === 'commitment');
    const found = await manager.findBy(Measure, { key: In(heads.map(({ values }) => values['measure'])) });
    const ids = new Map(found.map(({ key, id }) => [key, id]));
    const kept = await manager.findBy(Commitment, { communeId });
    for (const { row, values } of heads) {
      const measureId = ids.get(String(values['measure']));
      if (measureId === undefined) problems.push({ row, column: 'measure', key: 'commitments:archive.wrong.measure' });
      else if (kept.some((one) => one.measureId === measureId)) {
        problems.push({ row, column: 'measure', key: 'commitments:errors.measureTaken' });
      }
    }
    return ids;
  }

  private async row(
    manager: EntityManager,
    { kind, id, parent, values }: CheckedRecord,
    communeId: string,
    measures: ReadonlyMap<string, string>,
  ): Promise<object> {
    switch (kind) {
      case 'commitment': {
        const { commune, measure, ...own } = values;
        if (commune === undefined) throw new Error('A commitment without its commune was not checked');
        return {
          ...own,
          id,
          communeId,
          measureId: measures.get(String(measure)),
          accountableAccountId: null,
          version: 1,
        };
      }
      case 'course': {
        const { at, move, status, reason } = values;
        const after = move === 'status.changed' ? { status, reason } : null;
        return { id, commitmentId: parent, at, kind: move, actorId: null, actorName: '', before: null, after };
      }
      case 'update': {
        const { updateState: state, ...own } = values;
        return { ...own, id, commitmentId: parent, state, authorId: null, version: 1 };
      }
      case 'evidence':
        return this.evidenceRow(manager, id, parent, values);
      case 'spending': {
        const { action, ...own } = values;
        return { ...own, id, commitmentId: parent, actionId: action };
      }
      case 'milestone':
        return { ...values, id, actionId: parent };
      case 'correction':
        return { ...values, id, updateId: parent };
      case 'value':
        return { ...values, id, indicatorId: parent };
      default:
        return { ...values, id, commitmentId: parent };
    }
  }

  private async evidenceRow(
    manager: EntityManager,
    id: string,
    updateId: string,
    { kindOfProof, at, fileName, fileContent, ...own }: CheckedRecord['values'],
  ): Promise<object> {
    const bytes = fileContent as Buffer | null;
    const fileId =
      bytes === null
        ? null
        : await this.files.put(manager, {
            name: String(fileName),
            mediaType: detectMediaType(bytes)!,
            content: bytes,
            public: false,
          });
    return { ...own, id, updateId, kind: kindOfProof, addedAt: at, fileId };
  }
}
