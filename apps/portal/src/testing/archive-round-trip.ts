import fc from 'fast-check';
import { ArchiveExport } from '../features/commitments/open-data/archive/export/archive-export.service.js';
import { writeCsv, writeJson } from '../features/commitments/open-data/archive/format/archive-format.js';
import { ArchiveImport } from '../features/commitments/open-data/archive/import/archive-import.service.js';
import type { ArchiveRecord } from '../features/commitments/open-data/archive/format/record-kinds.js';
import type { Actor } from '../platform/security/actor.js';
import { generatedCommitment, generatedGathering, generatedProposal, stretchOfUnicode } from './generated-archive.js';
import type { Filled } from './generated-cells.js';
import type { TestPortal } from './portal-harness.js';

export interface RoundTrip {
  readonly records: number;
  /** What was generated and did not come back as it was. */
  readonly lost: readonly string[];
  readonly sameJson: boolean;
  readonly sameCsv: boolean;
}

/**
 * Brings generated commitments with a gathering and a proposal for each, which together hold as much of Unicode as their number can, into the commune as JSON, takes them out, forgets them, brings what was taken out in again as a
 * table, and compares what is taken out then.
 */
export async function roundTrip(
  portal: TestPortal,
  commitments: number,
  seed: number,
  filled: Filled = 'some',
): Promise<RoundTrip> {
  const commune = await portal.commune();
  const actor = {
    accountId: portal.newId(),
    displayName: 'X',
    communes: [commune.id],
    address: '127.0.0.1',
  } as unknown as Actor;
  const measures = await measuresOf(portal, commitments);
  const made = measures.flatMap((key, index) => {
    const [one] = fc.sample(generatedCommitment(commune.inseeCode, key, filled), { numRuns: 1, seed: seed + index });
    const [head, ...parts] = one!;
    const words = head!.cells['words']! + stretchOfUnicode(index, commitments);
    const beside = fc.tuple(
      generatedGathering(commune.inseeCode, key, filled),
      generatedProposal(commune.inseeCode, key, one!, filled),
    );
    const [[gathering, proposal]] = fc.sample(beside, { numRuns: 1, seed: -1 - seed - index }) as [
      [ArchiveRecord[], ArchiveRecord[]],
    ];
    return [{ ...head!, cells: { ...head!.cells, words } }, ...parts, ...gathering, ...proposal];
  });
  const bring = async (text: string): Promise<void> => {
    const done = await portal.app.get(ArchiveImport).run(actor, commune.id, text, true);
    if (!done.ok) throw new Error(JSON.stringify(done.error.slice(0, 5)));
  };
  const take = async (): Promise<ArchiveRecord[]> => {
    const stretches: ArchiveRecord[][] = [];
    for await (const some of portal.app.get(ArchiveExport).stretches({ communeId: commune.id })) stretches.push(some);
    return stretches.flat();
  };
  await forgetAll(portal);
  await bring(writeJson(made));
  const first = await take();
  await forgetAll(portal);
  await bring(writeCsv(first));
  const second = await take();
  const byId = new Map(first.map((record) => [record.id, JSON.stringify(inOrder(record))]));
  return {
    records: made.length,
    lost: made
      .filter((record) => byId.get(record.id) !== JSON.stringify(inOrder(record)))
      .map(({ id, kind }) => `${kind} ${id}`),
    sameJson: writeJson(first) === writeJson(second),
    sameCsv: writeCsv(first) === writeCsv(second),
  };
}

/** Everything that an archive brings is gone. */
export async function forgetAll({ database }: TestPortal): Promise<void> {
  for (const table of ['collective_proposal', 'gathering', 'commitment']) await database.query(`DELETE FROM ${table}`);
}

function inOrder({ kind, id, parent, cells }: ArchiveRecord): unknown {
  return [kind, id, parent, Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1))];
}

/** As many measures as commitments: a commune has one on each. */
async function measuresOf(portal: TestPortal, number: number): Promise<string[]> {
  const [{ id }] = await portal.database.query<[{ id: string }]>('SELECT id FROM framework LIMIT 1');
  const keys = Array.from({ length: number }, (_, index) => `generated-${index}`);
  await portal.database.query(
    `INSERT INTO measure (id, framework_id, key, position, title, summary)
     SELECT gen_random_uuid(), $1, key, 1000 + position, '{"fr":"X"}', '{"fr":"X"}'
     FROM unnest($2::text[]) WITH ORDINALITY AS made (key, position) ON CONFLICT DO NOTHING`,
    [id, keys],
  );
  return keys;
}
