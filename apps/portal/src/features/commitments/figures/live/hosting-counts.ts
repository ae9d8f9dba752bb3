import { DAY } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { CountedFor, LiveFigure } from './live-figures.service.js';

/** Services that the commune's residents or organisations may use: published, and offered to this commune or to all. */
const OFFERED = `service.published AND structure.active
  AND (cardinality(service.eligible_communes) = 0 OR $1 = ANY(service.eligible_communes))`;

const FROM = 'FROM service JOIN structure ON structure.id = service.structure_id';

/** An account that nobody opened for a year is not active. */
const YEAR = 365 * DAY;
const MONTH = 30 * DAY;

type Query = (manager: EntityManager, commune: CountedFor) => Promise<number | null>;

/** What the hosting measure (`local-hosting`) is measured by: everything from the portal's own tables. */
export const hostingFigures: readonly LiveFigure[] = Object.entries({
  'active-accounts': query(
    `SELECT count(*)::int AS n FROM account
     WHERE commune_id = $1 AND confirmed_at IS NOT NULL AND suspended_at IS NULL AND delete_after IS NULL
       AND COALESCE(last_sign_in_at, confirmed_at) > $2`,
    ({ communeId, at }) => [communeId, new Date(at.getTime() - YEAR)],
  ),
  organisations: query(
    `SELECT count(*)::int AS n FROM organisation WHERE commune_id = $1 AND closed_at IS NULL`,
    ({ communeId }) => [communeId],
  ),
  services: query(`SELECT count(*)::int AS n ${FROM} WHERE ${OFFERED}`, ({ inseeCode }) => [inseeCode]),
  structures: query(`SELECT count(DISTINCT structure.id)::int AS n ${FROM} WHERE ${OFFERED}`, ({ inseeCode }) => [
    inseeCode,
  ]),
  availability: query(
    `SELECT round(100.0 * count(*) FILTER (WHERE service_check.healthy) / NULLIF(count(*), 0), 2)::float AS n
     ${FROM} JOIN service_check ON service_check.service_id = service.id
     WHERE ${OFFERED} AND service_check.at > $2 AND service_check.at <= $3`,
    ({ inseeCode, at }) => [inseeCode, new Date(at.getTime() - MONTH), at],
  ),
  'residents-hosted': query(
    `SELECT count(DISTINCT account.id)::int AS n FROM subscription JOIN account ON account.id = subscription.account_id
     WHERE account.commune_id = $1 AND subscription.status = 'active' AND subscription.provisioned_at IS NOT NULL`,
    ({ communeId }) => [communeId],
  ),
  'organisations-hosted': query(
    `SELECT count(DISTINCT organisation.id)::int AS n
     FROM subscription JOIN organisation ON organisation.id = subscription.organisation_id
     WHERE organisation.commune_id = $1 AND subscription.status = 'active' AND subscription.provisioned_at IS NOT NULL`,
    ({ communeId }) => [communeId],
  ),
}).map(([key, count]) => ({ key, texts: 'commitments', count }));

function query(sql: string, parameters: (commune: CountedFor) => unknown[]): Query {
  return async (manager, commune) => {
    const [row] = await manager.query<[{ n: number | null }]>(sql, parameters(commune));
    return row.n;
  };
}
