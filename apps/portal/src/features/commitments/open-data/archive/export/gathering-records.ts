import { In, type EntityManager } from 'typeorm';
import { GatheringMeasure } from '../../../../gatherings/gathering/gathering-measure.entity.js';
import { Gathering } from '../../../../gatherings/gathering/gathering.entity.js';
import { GatheringPaper } from '../../../../gatherings/papers/gathering-paper.entity.js';
import { GatheringSession } from '../../../../gatherings/sessions/gathering-session.entity.js';
import type { ArchiveRecord } from '../format/record-kinds.js';
import { group, idsOf, inTree, parts, record, type Row } from './record-tree.js';
import { sourceOf, withFiles } from './record-sources.js';
import type { WhatLeaves } from './what-leaves.js';

/** How many said that it was useful: 4, 3, 2 and 1. */
type Grades = readonly [number, number, number, number];

/** What was published about gatherings, and how many came: nobody who registered, no wish of anybody's. */
export async function gatheringRecords(
  manager: EntityManager,
  ids: readonly string[],
  leaves: WhatLeaves,
): Promise<ArchiveRecord[]> {
  const gatherings = await manager.find(Gathering, {
    where: { id: In([...ids]) },
    relations: { commune: true, structure: true },
    order: { id: 'ASC' },
  });
  const served = await manager.find(GatheringMeasure, {
    where: { gatheringId: In([...ids]) },
    relations: { measure: true },
  });
  const agreed = await agreements(manager, ids);
  const said = await opinions(manager, ids);
  const papers = await withFiles(manager, GatheringPaper, 'gathering_id', ids, leaves);
  const heads = gatherings.map((one): Row => {
    const measures = served.filter(({ gatheringId }) => gatheringId === one.id).map(({ measure }) => measure!.key);
    return {
      ...gatheringRow(one, leaves),
      holderAgreedAt: one.structureId === null ? one.heldByAgreedAt : (agreed.get(one.id) ?? null),
      measures: measures.sort(),
      ...grades(one, said.get(one.id), leaves),
    };
  });
  return inTree([
    ...heads.map((row) => record('gathering', '', row)),
    ...group('session', await parts(manager, GatheringSession, 'gatheringId', idsOf(gatherings)), 'gatheringId'),
    ...group(
      'paper',
      papers.map((row) => ({ ...row, ...sourceOf(row, '/rendez-vous/documents', leaves), at: row.addedAt })),
      'gatheringId',
    ),
  ]);
}

function gatheringRow(gathering: Gathering, { publicUrl }: WhatLeaves): Row {
  const { commune, structure, heldBy, cameFrom, kind, state } = gathering;
  return {
    ...gathering,
    commune: commune!.inseeCode,
    portal: cameFrom === '' ? publicUrl : cameFrom,
    kindOfGathering: kind,
    holder: structure?.name ?? heldBy,
    gatheringState: state,
  };
}

/** Those who keep a gathering read what was said of it; the public does not. */
function grades({ opinionsElsewhere: before }: Gathering, said: Grades | undefined, { onlyPublic }: WhatLeaves): Row {
  const count = (index: number): number => (onlyPublic ? 0 : (before[index] ?? 0) + (said?.[index] ?? 0));
  return { useful4: count(0), useful3: count(1), useful2: count(2), useful1: count(3) };
}

/** When the commune agreed that what the structure holds counts, by the gathering. */
async function agreements(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Date>> {
  const rows = await manager.query<{ id: string; agreedAt: Date }[]>(
    `SELECT gathering.id, agreed.agreed_at AS "agreedAt" FROM gathering
     JOIN training_agreement AS agreed USING (commune_id, structure_id) WHERE gathering.id = ANY($1)`,
    [ids],
  );
  return new Map(rows.map(({ id, agreedAt }) => [id, agreedAt]));
}

async function opinions(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Grades>> {
  const rows = await manager.query<{ id: string; grades: [number, number, number, number] }[]>(
    `SELECT gathering_id AS id, ARRAY[${[4, 3, 2, 1].map((grade) => `count(*) FILTER (WHERE useful = ${grade})::int`).join(', ')}] AS grades
     FROM gathering_opinion WHERE gathering_id = ANY($1) GROUP BY gathering_id`,
    [ids],
  );
  return new Map(rows.map(({ id, grades }) => [id, grades]));
}
