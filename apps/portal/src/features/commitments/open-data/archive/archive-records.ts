import { In, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { ActionMilestone } from '../../actions/action-milestone.entity.js';
import { CommitmentAction } from '../../actions/commitment-action.entity.js';
import { IndicatorValue } from '../../figures/indicator-value.entity.js';
import { Indicator } from '../../figures/indicator.entity.js';
import { CommitmentRevision } from '../../promises/commitment-revision.entity.js';
import { Commitment } from '../../promises/commitment.entity.js';
import { DeadlineSlip } from '../../promises/deadline-slip.entity.js';
import { Spending } from '../../spending/spending.entity.js';
import { CommitmentUpdate } from '../../updates/commitment-update.entity.js';
import { Evidence } from '../../updates/evidence.entity.js';
import { UpdateCorrection } from '../../updates/update-correction.entity.js';
import { kinds, type ArchiveRecord, type RecordKind } from './record-kinds.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Everything about some commitments as records: each before its parts, always in the same order.
 * @param publicUrl when given, only what everybody may read: see `ArchiveScope`
 */
export async function recordsOf(
  manager: EntityManager,
  commitmentIds: readonly string[],
  publicUrl: string | undefined,
): Promise<ArchiveRecord[]> {
  const onlyPublic = publicUrl !== undefined;
  const commitments = await manager.find(Commitment, {
    where: { id: In([...commitmentIds]) },
    relations: { measure: true, commune: true },
    order: { id: 'ASC' },
  });
  const shown = commitments.filter(({ publishedAt }) => !onlyPublic || publishedAt !== null);
  const ids = idsOf(shown);
  const courses = (await parts(manager, CommitmentRevision, 'commitmentId', ids)).filter(({ kind }) =>
    ['commitment.published', 'status.changed'].includes(kind),
  );
  const actions = await parts(manager, CommitmentAction, 'commitmentId', ids);
  const updates = (await parts(manager, CommitmentUpdate, 'commitmentId', ids)).filter(
    ({ state }) => !onlyPublic || state === 'published',
  );
  const indicators = await parts(manager, Indicator, 'commitmentId', ids);
  const spendings = await parts(manager, Spending, 'commitmentId', ids);
  const groups = [
    ...group('course', courses.map(courseRow)),
    ...group('slip', await parts(manager, DeadlineSlip, 'commitmentId', ids)),
    ...group('action', actions),
    ...group('milestone', await parts(manager, ActionMilestone, 'actionId', idsOf(actions)), 'actionId'),
    ...group(
      'update',
      updates.map((row) => ({ ...row, updateState: row.state })),
    ),
    ...group('correction', await parts(manager, UpdateCorrection, 'updateId', idsOf(updates)), 'updateId'),
    ...group('evidence', await evidenceOf(manager, idsOf(updates), publicUrl), 'updateId'),
    ...group('indicator', indicators),
    ...group('value', await parts(manager, IndicatorValue, 'indicatorId', idsOf(indicators)), 'indicatorId'),
    ...group(
      'spending',
      spendings.map((row) => ({ ...row, action: row.actionId })),
    ),
  ];
  const heads = shown.map((row) =>
    record('commitment', '', { ...row, commune: row.commune!.inseeCode, measure: row.measure!.key }),
  );
  return inTree([...heads, ...groups]);
}

async function parts<Part extends ObjectLiteral & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<Part>,
  parent: keyof Part & string,
  ids: readonly string[],
): Promise<Part[]> {
  if (ids.length === 0) return [];
  return manager.find(entity, { where: { [parent]: In([...ids]) } as never, order: { id: 'ASC' } as never });
}

async function evidenceOf(
  manager: EntityManager,
  updateIds: readonly string[],
  publicUrl: string | undefined,
): Promise<Row[]> {
  if (updateIds.length === 0) return [];
  const query = manager
    .createQueryBuilder(Evidence, 'evidence')
    .leftJoinAndSelect('evidence.file', 'file')
    .where('evidence.update_id = ANY(:ids)', { ids: updateIds })
    .orderBy('evidence.id');
  if (publicUrl === undefined) query.addSelect('file.content');
  return (await query.getMany()).map((row) => {
    const linked = row.file != null && publicUrl !== undefined;
    return {
      ...row,
      kindOfProof: row.kind,
      at: row.addedAt,
      url: linked ? `${publicUrl}/engagements/pieces/${row.id}` : row.url,
      fileName: linked ? null : (row.file?.name ?? null),
      fileContent: linked ? null : (row.file?.content ?? null),
    };
  });
}

function courseRow({ id, commitmentId, at, kind, after }: CommitmentRevision): Row {
  const changed = kind === 'status.changed';
  const said = (name: string): string => (changed ? String(after?.[name] ?? '') : '');
  return { id, commitmentId, at, move: kind, status: said('status'), reason: said('reason') };
}

function group(kind: RecordKind, rows: readonly object[], parent = 'commitmentId'): ArchiveRecord[] {
  return rows.map((row) => record(kind, String((row as Row)[parent]), row as Row));
}

function record(kind: RecordKind, parent: string, row: Row): ArchiveRecord {
  const cells = Object.entries(kinds[kind].fields).map(([name, field]) => [name, field.write(row[name])]);
  return { kind, id: String(row['id']), parent, cells: Object.fromEntries(cells) as Record<string, string> };
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** Each record followed by its parts. */
function inTree(records: readonly ArchiveRecord[]): ArchiveRecord[] {
  const children = new Map<string, ArchiveRecord[]>();
  for (const one of records) {
    const known = children.get(one.parent);
    if (known === undefined) children.set(one.parent, [one]);
    else known.push(one);
  }
  const below = (parent: string): ArchiveRecord[] =>
    (children.get(parent) ?? []).flatMap((one) => [one, ...below(one.id)]);
  return below('');
}
