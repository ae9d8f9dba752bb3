import { In, type EntityManager } from 'typeorm';
import { ActionMilestone } from '../../../actions/action-milestone.entity.js';
import { CommitmentAction } from '../../../actions/commitment-action.entity.js';
import { IndicatorValue } from '../../../figures/indicator-value.entity.js';
import { Indicator } from '../../../figures/indicator.entity.js';
import { CommitmentRevision } from '../../../promises/commitment-revision.entity.js';
import { Commitment } from '../../../promises/commitment.entity.js';
import { DeadlineSlip } from '../../../promises/deadline-slip.entity.js';
import { Spending } from '../../../spending/spending.entity.js';
import { CommitmentUpdate } from '../../../updates/commitment-update.entity.js';
import { Evidence } from '../../../updates/evidence.entity.js';
import { UpdateCorrection } from '../../../updates/update-correction.entity.js';
import { questionRecords } from './question-records.js';
import type { ArchiveRecord } from '../format/record-kinds.js';
import { group, idsOf, inTree, parts, record, type Row } from './record-tree.js';
import { sourceOf, withFiles } from './record-sources.js';
import type { WhatLeaves } from './what-leaves.js';

/** Everything about some commitments as records: each before its parts, always in the same order. */
export async function commitmentRecords(
  manager: EntityManager,
  commitmentIds: readonly string[],
  leaves: WhatLeaves,
): Promise<ArchiveRecord[]> {
  const { onlyPublic } = leaves;
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
    ...group('evidence', await evidenceOf(manager, idsOf(updates), leaves), 'updateId'),
    ...group('indicator', indicators),
    ...group('value', await parts(manager, IndicatorValue, 'indicatorId', idsOf(indicators)), 'indicatorId'),
    ...group(
      'spending',
      spendings.map((row) => ({ ...row, action: row.actionId })),
    ),
    ...(await questionRecords(manager, ids, leaves)),
  ];
  const heads = shown.map((row) =>
    record('commitment', '', { ...row, commune: row.commune!.inseeCode, measure: row.measure!.key }),
  );
  return inTree([...heads, ...groups]);
}

async function evidenceOf(manager: EntityManager, updateIds: readonly string[], leaves: WhatLeaves): Promise<Row[]> {
  const found = await withFiles(manager, Evidence, 'update_id', updateIds, leaves);
  return found.map((row) => ({
    ...row,
    ...sourceOf(row, '/engagements/pieces', leaves),
    kindOfProof: row.kind,
    at: row.addedAt,
  }));
}

function courseRow({ id, commitmentId, at, kind, after }: CommitmentRevision): Row {
  const changed = kind === 'status.changed';
  const said = (name: string): string => (changed ? String(after?.[name] ?? '') : '');
  return { id, commitmentId, at, move: kind, status: said('status'), reason: said('reason') };
}
