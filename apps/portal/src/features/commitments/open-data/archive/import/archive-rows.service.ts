import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FileStorage } from '../../../../../platform/files/file-storage.js';
import { detectMediaType } from '../../../../../platform/files/media-type.js';
import type { CheckedRecord } from './archive-check.js';
import { byParent } from '../format/by-parent.js';

type Values = CheckedRecord['values'];

/** What the rows of an archive are written with. */
export interface RowContext {
  readonly communeId: string;
  /** Ids of measures by their keys. */
  readonly measures: ReadonlyMap<string, string>;
  /** Ids of commitments and actions that are there, or will be. */
  readonly known: ReadonlySet<string>;
  readonly parts: ReadonlyMap<string, readonly CheckedRecord[]>;
}

/** The rows of the database that records become. */
@Injectable()
export class ArchiveRows {
  constructor(private readonly files: FileStorage) {}

  context(
    communeId: string,
    measures: ReadonlyMap<string, string>,
    known: ReadonlySet<string>,
    records: readonly CheckedRecord[],
  ): RowContext {
    return { communeId, measures, known, parts: byParent(records) };
  }

  /** In the caller's transaction, in which the content of a file is stored. */
  async row(manager: EntityManager, record: CheckedRecord, context: RowContext): Promise<object> {
    const { kind, id, parent, values } = record;
    switch (kind) {
      case 'commitment': {
        const { measureId, communeId, ...own } = placed(values, context);
        return { ...own, id, communeId, measureId, accountableAccountId: null, version: 1 };
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
      case 'evidence': {
        const { kindOfProof, at, ...own } = values;
        return { ...(await this.source(manager, own)), id, updateId: parent, kind: kindOfProof, addedAt: at };
      }
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
      case 'question':
        return question(record, context);
      case 'answer':
        return { ...values, id, questionId: parent, authorId: null };
      case 'gathering':
        return gathering(record, context);
      case 'session':
        return { ...values, id, gatheringId: parent };
      case 'paper': {
        const { at, ...own } = values;
        return { ...(await this.source(manager, own)), id, gatheringId: parent, addedAt: at };
      }
      case 'proposal':
        return proposal(record, context);
      case 'reply':
        return reply(record, context);
      default:
        return { ...values, id, commitmentId: parent };
    }
  }

  private async source(manager: EntityManager, { fileName, fileContent, ...own }: Values): Promise<object> {
    const bytes = fileContent as Buffer | null;
    if (bytes === null) return { ...own, fileId: null };
    const file = { name: String(fileName), mediaType: detectMediaType(bytes)!, content: bytes, public: false };
    return { ...own, fileId: await this.files.put(manager, file) };
  }
}

/** With ids in place of the commune's code and the measure's key. */
function placed(values: Values, { communeId, measures }: RowContext): Record<string, unknown> {
  const { commune, measure, ...own } = values;
  if (commune === undefined) throw new Error('A record of a commune was not checked');
  return { ...own, communeId, measureId: measures.get(String(measure)) };
}

/** Nobody here asked it: nobody is told of it, finds it among their own, or takes it back. */
function question({ id, parent, values }: CheckedRecord, { parts }: RowContext): object {
  const { portal, people, questionState, mergedInto, ...own } = values;
  const answers = (parts.get(id) ?? []).map((answer) => answer.values['at'] as Date);
  return {
    ...own,
    id,
    commitmentId: parent,
    askerId: null,
    state: questionState,
    mergedIntoId: mergedInto,
    cameFrom: portal,
    elsewhere: people,
    answeredAt: answers.length === 0 ? null : earliest(answers),
    version: 1,
  };
}

/** The commune keeps it whoever held it: a structure of another portal is nobody here. */
function gathering({ id, values }: CheckedRecord, context: RowContext): object {
  const { portal, kindOfGathering, holder, holderAgreedAt, gatheringState, commune, measures, ...said } = values;
  if (commune === undefined || measures === undefined) throw new Error('A gathering was not checked');
  const { useful4, useful3, useful2, useful1, ...own } = said;
  const live = (context.parts.get(id) ?? []).filter(
    (one) => one.kind === 'session' && one.values['cancelledAt'] === null,
  );
  return {
    ...own,
    id,
    kind: kindOfGathering,
    state: gatheringState,
    communeId: context.communeId,
    structureId: null,
    heldBy: holder,
    heldByAgreedAt: holderAgreedAt,
    cameFrom: portal,
    opinionsElsewhere: [useful4, useful3, useful2, useful1],
    startsAt: earliest(live.map((one) => one.values['startsAt'] as Date)),
    endsAt: new Date(Math.max(...live.map((one) => (one.values['endsAt'] as Date).getTime()))),
    createdById: null,
    version: 1,
  };
}

function proposal({ id, values }: CheckedRecord, context: RowContext): object {
  const { portal, collective, proposalState, supports, ...own } = placed(values, context);
  return {
    ...own,
    id,
    organisationId: null,
    collectiveName: collective,
    authorId: null,
    state: proposalState,
    cameFrom: portal,
    elsewhere: supports,
    version: 1,
  };
}

/** What carried it out may be gone from a commitment that was there already. */
function reply({ id, parent, values }: CheckedRecord, { known }: RowContext): object {
  const { commitment, action, ...own } = values;
  return {
    ...own,
    id,
    proposalId: parent,
    authorId: null,
    commitmentId: known.has(String(commitment)) ? commitment : null,
    actionId: known.has(String(action)) ? action : null,
  };
}

function earliest(times: readonly Date[]): Date {
  return new Date(Math.min(...times.map((at) => at.getTime())));
}
