import type { EntityManager } from 'typeorm';
import { slugOf } from '../../../platform/forms/slug.js';
import { RESERVED_SLUGS } from './gathering.entity.js';

/** A slug for a title that no gathering has, even when two are made at once; until the transaction ends it stays free for the caller. */
export async function freeSlug(manager: EntityManager, title: string): Promise<string> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['gathering slugs']);
  const wanted = slugOf(title, 'rendez-vous');
  const [row] = await manager.query<[{ taken: string[] }]>(
    `SELECT COALESCE(array_agg(slug), '{}') AS taken FROM gathering WHERE slug = $1 OR slug LIKE $1 || '-%'`,
    [wanted],
  );
  const taken = new Set([...row.taken, ...RESERVED_SLUGS]);
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
