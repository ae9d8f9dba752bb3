import { Measure } from '../features/commitments/frameworks/measure.entity.js';
import { Commitment } from '../features/commitments/promises/commitment.entity.js';
import type { TestPortal } from './portal-harness.js';

/** A published commitment on the measure of this key, of the commune of the tests unless told otherwise. */
export async function aCommitment(
  portal: TestPortal,
  key: string,
  values: Partial<Commitment> = {},
): Promise<Commitment> {
  const { manager } = portal.database;
  const id = portal.newId();
  const now = portal.clock.now();
  await manager.insert(Commitment, {
    id,
    communeId: (await portal.commune()).id,
    measureId: (await manager.findOneByOrFail(Measure, { key })).id,
    level: 2,
    words: 'Nous le ferons avant la fin du mandat.',
    accountableName: 'Maïwenn Adjointe',
    status: 'under-way',
    statusSince: now,
    publishedAt: now,
    createdAt: now,
    updatedAt: now,
    ...values,
  } as never);
  return manager.findOneByOrFail(Commitment, { id });
}
