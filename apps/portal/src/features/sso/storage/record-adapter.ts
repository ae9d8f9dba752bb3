import { errors, type Adapter, type AdapterPayload } from '@ronron/oidc';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { unionOfGrants } from './grant-union.js';
import type { Authorization } from './oidc-session.entity.js';
import { currentUnit, type RequestUnit } from './request-unit.js';

interface FoundRow {
  readonly payload: AdapterPayload;
  readonly consumed: number | null;
  readonly grant_id: Buffer | null;
  readonly grant_payload: AdapterPayload | null;
  readonly authorizations: Record<string, Authorization> | null;
  readonly display_name: string | null;
  readonly locale: string;
  readonly email: string;
}

/** With what the library asks for next: the grant, whether the sign-in still holds, and the account if it is in order. */
const FIND = `SELECT r.payload, extract(epoch FROM r.consumed_at)::int AS consumed, r.grant_id, g.payload AS grant_payload,
    o.authorizations, a.display_name, a.locale, a.email
  FROM oidc_record r
  LEFT JOIN oidc_record g ON g.id = r.grant_id AND g.expires_at > now()
  LEFT JOIN account a ON a.id = r.account_id
    AND a.confirmed_at IS NOT NULL AND a.suspended_at IS NULL AND a.delete_after IS NULL
  LEFT JOIN session s ON s.sso_uid = (r.payload->>'sessionUid')::uuid AND s.account_id = a.id
    AND s.expire >= now()::timestamp AND (s.sess->>'stamp')::uuid = a.security_stamp
  LEFT JOIN oidc_session o ON o.uid = s.sso_uid
  WHERE r.id = $1 AND r.expires_at > now()`;

const COLUMNS = '(id, kind, grant_id, account_id, client_id, payload, created_at, expires_at)';
const AGAIN = 'ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload, expires_at = EXCLUDED.expires_at';

/** The values of one row from the `first` parameter on. */
function row(first: number): string {
  const at = (offset: number): string => `$${first + offset}`;
  return `${at(0)}::bytea, ${at(1)}::text, ${at(2)}::bytea, ${at(3)}::uuid, ${at(4)}::text, ${at(5)}::json,
    now(), now() + make_interval(secs => ${at(6)})`;
}

/** Grants only grow: see `grant-union.ts`. */
const NEW_GRANT = `INSERT INTO oidc_record ${COLUMNS} VALUES (${row(1)}) ON CONFLICT (id) DO NOTHING`;
const KEPT_GRANT = 'SELECT payload FROM oidc_record WHERE id = $1 FOR UPDATE';

const UPSERT = `INSERT INTO oidc_record ${COLUMNS} VALUES (${row(1)}) ${AGAIN}`;

/** Marks what was used and keeps what it was used for, both or neither: of two that use one code, one gets nothing. */
const USE =
  'WITH used AS (UPDATE oidc_record SET consumed_at = now() WHERE id = $1 AND consumed_at IS NULL RETURNING id)';
const USE_FOR_ONE = `${USE} INSERT INTO oidc_record ${COLUMNS} SELECT ${row(2)} FROM used ${AGAIN}`;
const USE_FOR_TWO = `${USE} INSERT INTO oidc_record ${COLUMNS}
  SELECT ${row(2)} FROM used UNION ALL SELECT ${row(9)} FROM used ${AGAIN}`;

const CONSUME = 'UPDATE oidc_record SET consumed_at = now() WHERE id = $1 AND consumed_at IS NULL';

/** Where the payload stands among the values of a row. */
const PAYLOAD = 5;

/** What has no end of its own is purged after a year. Seconds. */
const LONGEST = 366 * 24 * 3600;

/** Every client that signs people in gets both: the first waits for the second. */
const GIVEN_TOGETHER = new Set(['AccessToken', 'RefreshToken']);

/**
 * Storage of the provider's models but clients and sessions: every replica serves any step. A use waits for what it leads to and is
 * written with it, in one statement.
 */
export class RecordAdapter implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly pool: Pool,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const key = recordId(this.kind, id);
    const unit = currentUnit();
    if (this.kind === 'Grant') {
      const known = unit?.grants.get(key.toString('base64url'));
      if (known !== undefined) return { ...known, jti: id };
    }
    const { rows } = await this.pool.query<FoundRow>({ name: 'oidc-find', text: FIND, values: [key] });
    const found = rows[0];
    if (found === undefined) return undefined;
    if (unit !== null) rememberWith(unit, found);
    return { ...found.payload, jti: id, ...(found.consumed === null ? {} : { consumed: found.consumed }) };
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number = LONGEST): Promise<void> {
    const kept: AdapterPayload = { ...payload };
    delete kept.jti;
    const values = [
      recordId(this.kind, id),
      this.kind,
      payload.grantId === undefined || this.kind === 'Interaction' ? null : recordId('Grant', payload.grantId),
      payload.accountId ?? null,
      payload.clientId ?? null,
      JSON.stringify(kept),
      expiresIn,
    ];
    const unit = currentUnit();
    if (this.kind === 'Grant') {
      unit?.grants.delete(recordId('Grant', id).toString('base64url'));
      return this.unite(values, kept);
    }
    const used = unit?.toConsume.shift();
    if (unit?.held) await this.writeBoth(unit, values);
    else if (used === undefined) await this.pool.query({ name: 'oidc-upsert', text: UPSERT, values });
    else if (GIVEN_TOGETHER.has(this.kind)) unit!.held = { values, used };
    else await this.pool.query({ name: 'oidc-use-for-one', text: USE_FOR_ONE, values: [used, ...values] });
  }

  async consume(id: string): Promise<void> {
    const key = recordId(this.kind, id);
    const unit = currentUnit();
    if (unit === null) await this.pool.query(CONSUME, [key]);
    else unit.toConsume.push(key);
  }

  async destroy(id: string): Promise<void> {
    const key = recordId(this.kind, id);
    await this.pool.query({ name: 'oidc-destroy', text: 'DELETE FROM oidc_record WHERE id = $1', values: [key] });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    const values = [recordId('Grant', grantId), this.kind];
    await this.pool.query('DELETE FROM oidc_record WHERE grant_id = $1 AND kind = $2', values);
  }

  async findByUid(): Promise<undefined> {
    throw new Error('Only sessions are found by their uid.');
  }

  async findByUserCode(): Promise<undefined> {
    throw new Error('There is no device flow.');
  }

  /** Two tabs may ask for different things of one tool at once: what each was given stays, whoever is last. */
  private async unite(values: readonly unknown[], payload: AdapterPayload): Promise<void> {
    const inserted = await this.pool.query({ name: 'oidc-new-grant', text: NEW_GRANT, values: [...values] });
    if (inserted.rowCount === 1) return;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ payload: AdapterPayload }>(KEPT_GRANT, [values[0]]);
      // Gone if it was revoked this moment: then what is given now is given anew.
      const union = rows[0] === undefined ? payload : unionOfGrants(rows[0].payload, payload);
      await client.query(
        UPSERT,
        values.map((value, index) => (index === PAYLOAD ? JSON.stringify(union) : value)),
      );
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  /** Two used one code or refresh token at the same moment: as with a later use, everything given for it ends (RFC 9700, 4.14.2). */
  private async writeBoth(unit: RequestUnit, values: readonly unknown[]): Promise<void> {
    const { used, values: first } = unit.held!;
    unit.held = null;
    const query = { name: 'oidc-use-for-two', text: USE_FOR_TWO, values: [used, ...first, ...values] };
    const { rowCount } = await this.pool.query(query);
    if (rowCount !== 0) return;
    await this.pool.query('DELETE FROM oidc_record WHERE grant_id = $1 OR id = $1', [values[2]]);
    throw new errors.InvalidGrant('already used');
  }
}

/** What the use of a code led to nothing for by the end of its request is written alone. */
export async function writeUses(pool: Pool, unit: RequestUnit): Promise<void> {
  const { held } = unit;
  unit.held = null;
  if (held !== null) await pool.query(USE_FOR_ONE, [held.used, ...held.values]);
  for (const key of unit.toConsume.splice(0)) await pool.query(CONSUME, [key]);
}

/** The identifier under which a record is kept. */
export function recordId(kind: string, id: string): Buffer {
  return createHash('sha256').update(`${kind}:${id}`).digest();
}

function rememberWith(unit: RequestUnit, found: FoundRow): void {
  if (found.grant_id !== null && found.grant_payload !== null)
    unit.grants.set(found.grant_id.toString('base64url'), found.grant_payload);
  const { accountId, sessionUid } = found.payload;
  if (accountId === undefined) return;
  const { authorizations } = found;
  if (sessionUid !== undefined)
    unit.sessions.set(sessionUid, authorizations === null ? null : { accountId, authorizations });
  const { display_name: displayName, locale, email } = found;
  unit.accounts.set(accountId, displayName === null ? null : { displayName, locale, email });
}
