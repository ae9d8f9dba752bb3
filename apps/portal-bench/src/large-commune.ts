import { runSql } from '@ronron/testing';

/** Pages of a commune that promised a lot for years. */
export const LARGE_PAGES = [
  '/engagements/grandville',
  '/engagements/grandville/vaste-1',
  '/engagements/grandville.csv',
];

/** 200 commitments, 5,000 updates and 50,000 values of one commune; written straight into the tables, since the bench measures reading. */
export async function addLargeCommune(databaseUrl: string): Promise<void> {
  await runSql(
    databaseUrl,
    `
      INSERT INTO commune (id, insee_code, name, slug, created_at)
        VALUES (gen_random_uuid(), '99999', 'Grandville', 'grandville', now());
      INSERT INTO measure (id, framework_id, key, position, title, summary)
        SELECT gen_random_uuid(), (SELECT id FROM framework LIMIT 1), 'vaste-' || n, 1000 + n,
               jsonb_build_object('fr', 'Mesure numéro ' || n), '{"fr":"Ce que demande la mesure, en une phrase."}'
        FROM generate_series(1, 200) AS n;
      INSERT INTO commitment (id, commune_id, measure_id, level, words, accountable_name, status, status_since,
                              published_at, created_at, updated_at)
        SELECT gen_random_uuid(), (SELECT id FROM commune WHERE slug = 'grandville'), id, 2, 'Nous le ferons.', 'Adjointe',
               'under-way', now(), now(), now(), now() FROM measure WHERE key LIKE 'vaste-%';
      INSERT INTO commitment_update (id, commitment_id, happened_on, title, body, state, author_name, published_at, created_at, updated_at)
        SELECT gen_random_uuid(), commitment.id, current_date - n, 'Nouvelle ' || n, repeat('Un pas de plus. ', 20), 'published', 'X',
               now() - n * interval '1 day', now(), now()
        FROM commitment JOIN commune ON commune.id = commune_id AND commune.slug = 'grandville', generate_series(1, 25) AS n;
      INSERT INTO indicator (id, commitment_id, name, unit, source, target, created_at)
        SELECT gen_random_uuid(), commitment.id, 'Postes', 'postes', 'Inventaire', 500, now()
        FROM commitment JOIN commune ON commune.id = commune_id AND commune.slug = 'grandville';
      INSERT INTO indicator_value (id, indicator_id, day, value)
        SELECT gen_random_uuid(), indicator.id, current_date - n, 500 - n
        FROM indicator JOIN commitment ON commitment.id = commitment_id
        JOIN commune ON commune.id = commune_id AND commune.slug = 'grandville', generate_series(1, 250) AS n`,
  );
}
