import { errors, type Adapter, type AdapterPayload } from '@ronron/oidc';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { currentUnit } from './request-unit.js';

interface FoundRow {
  readonly payload: AdapterPayload;
  readonly consumed: number | null;
  readonly grant_id: Buffer | null;
  readonly grant_payload: AdapterPayload | null;
}

const FIND = `SELECT r.payload, extract(epoch FROM r.consumed_at)::int AS consumed, r.grant_id, g.payload AS grant_payload
  FROM oidc_record r LEFT JOIN oidc_record g ON g.id = r.grant_id AND g.expires_at > now()
  WHERE r.id = $1 AND r.expires_at > now()`;

const COLUMNS = '(id, kind, grant_id, account_id, client_id, payload, created_at, expires_at)';
const VALUES = `$1::bytea, $2::text, $3::bytea, $4::uuid, $5::text, $6::json, now(), now() + make_interval(secs => $7)`;
const AGAIN = 'ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload, expires_at = EXCLUDED.expires_at';

const UPSERT = `INSERT INTO oidc_record ${COLUMNS} VALUES (${VALUES}) ${AGAIN}`;

/** Marks what was used and keeps what it was used for, both or neither: of two that use one code, one gets nothing. */
const USE_AND_UPSERT = `WITH used AS (UPDATE oidc_record SET consumed_at = now() WHERE id = $8 AND consumed_at IS NULL RETURNING id)
  INSERT INTO oidc_record ${COLUMNS} SELECT ${VALUES} FROM used ${AGAIN}`;

const CONSUME = 'UPDATE oidc_record SET consumed_at = now() WHERE id = $1 AND consumed_at IS NULL';

/** What has no end of its own is purged after a year. */
const LONGEST = 366 * 24 * 3600;

/**
 * Storage of the provider's models but clients and sessions, one statement for each step: every replica serves any of them. A use
 * waits for what it leads to and is written with it, so a token costs one write and not two.
 */
export class RecordAdapter implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly pool: Pool,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const key = recordId(this.kind, id);
    if (this.kind === 'Grant') {
      const known = currentUnit()?.grants.get(key.toString('base64url'));
      if (known !== undefined) return { ...known, jti: id };
    }
    const { rows } = await this.pool.query<FoundRow>({ name: 'oidc-find', text: FIND, values: [key] });
    const row = rows[0];
    if (row === undefined) return undefined;
    if (row.grant_id !== null && row.grant_payload !== null)
      currentUnit()?.grants.set(row.grant_id.toString('base64url'), row.grant_payload);
    return { ...row.payload, jti: id, ...(row.consumed === null ? {} : { consumed: row.consumed }) };
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
    if (this.kind === 'Grant') unit?.grants.delete(recordId('Grant', id).toString('base64url'));
    const used = unit?.toConsume.shift();
    if (used === undefined) {
      await this.pool.query({ name: 'oidc-upsert', text: UPSERT, values });
      return;
    }
    const query = { name: 'oidc-use-and-upsert', text: USE_AND_UPSERT, values: [...values, used] };
    const { rowCount } = await this.pool.query(query);
    if (rowCount === 0) await this.refuseSecondUse(values[2] as Buffer | null);
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

  /** Two used one code or refresh token at the same moment: as with a later use, everything given for it ends (RFC 9700, 4.14.2). */
  private async refuseSecondUse(grantKey: Buffer | null): Promise<never> {
    if (grantKey !== null) await this.pool.query('DELETE FROM oidc_record WHERE grant_id = $1 OR id = $1', [grantKey]);
    throw new errors.InvalidGrant('already used');
  }
}

/** What a use had not led to anything by the end of its request is written alone. */
export async function writeUses(pool: Pool, uses: Buffer[]): Promise<void> {
  for (const key of uses.splice(0)) await pool.query(CONSUME, [key]);
}

/** The identifier under which a record is kept. */
export function recordId(kind: string, id: string): Buffer {
  return createHash('sha256').update(`${kind}:${id}`).digest();
}
