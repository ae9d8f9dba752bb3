import { isId } from '@ronron/kernel';
import { acrOf, Provider, signedInOf, type Adapter, type AdapterPayload, type SignedIn } from '@ronron/oidc';
import type { Pool } from 'pg';
import { RecordAdapter } from './record-adapter.js';
import { currentRequest, currentUnit, type KnownSession, type RequestUnit } from './request-unit.js';

/** Of a sign-in that still holds, or nothing. */
const FIND_BY_UID = `SELECT s.account_id AS "accountId", o.authorizations FROM session s
  JOIN account a ON a.id = s.account_id AND a.security_stamp = (s.sess->>'stamp')::uuid
    AND a.confirmed_at IS NOT NULL AND a.suspended_at IS NULL
  JOIN oidc_session o ON o.uid = s.sso_uid
  WHERE s.sso_uid = $1 AND s.expire >= now()::timestamp`;

/** Two tools opened at once each add their own. `$5`: the library took some away. */
const UPSERT = `INSERT INTO oidc_session (uid, account_id, authorizations, state, created_at) VALUES ($1, $2, $3, $4, now())
  ON CONFLICT (uid) DO UPDATE SET state = EXCLUDED.state, authorizations =
    CASE WHEN $5 THEN EXCLUDED.authorizations ELSE oidc_session.authorizations || EXCLUDED.authorizations END`;

/** A session of the library lives as long as the portal's; this only has to be later. Seconds. */
const LATER = 31 * 24 * 3600;

/**
 * The provider's sessions are the portal's: found by the portal's cookie, never by one of their own. What is written is only which
 * clients took part, when that changes. A browser that is not signed in has one while it confirms a sign-out; it names nobody.
 */
export class SessionAdapter implements Adapter {
  private readonly anonymous: RecordAdapter;

  constructor(private readonly pool: Pool) {
    this.anonymous = new RecordAdapter('Session', pool);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const request = currentRequest();
    const signedIn = request === null ? null : signedInOf(request);
    if (signedIn?.sessionUid === id) return payloadOf(signedIn);
    const found = await this.anonymous.find(id);
    return found?.accountId === undefined ? found : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    if (!isId(uid)) return undefined;
    const known = currentUnit()?.sessions.get(uid);
    const session = known === undefined ? await this.sessionOf(uid) : known;
    return session === null ? undefined : { jti: uid, uid, kind: 'Session', ...session };
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    if (payload.accountId === undefined) return this.anonymous.upsert(id, payload, expiresIn);
    const request = currentRequest();
    const signedIn = request === null ? null : signedInOf(request);
    // Nobody becomes signed in here: that is the portal's page alone.
    if (signedIn === null || signedIn.sessionUid !== payload.uid || signedIn.accountId !== payload.accountId)
      throw new Error('A session of the provider must be one of the portal.');
    const unit = currentUnit()!;
    unit.endedSession = null;
    if (isUnchanged(signedIn, payload)) return;
    const values = [
      payload.uid,
      payload.accountId,
      JSON.stringify(payload.authorizations ?? {}),
      payload.state === undefined ? null : JSON.stringify(payload.state),
      Provider.ctx?.oidc.route === 'end_session_confirm',
    ];
    await this.pool.query({ name: 'oidc-session-upsert', text: UPSERT, values });
  }

  /** The library also does this to save a session under another identifier; whether it did is known when the request ends. */
  async destroy(id: string): Promise<void> {
    const request = currentRequest();
    const unit = currentUnit();
    if (unit !== null && signedInOf(request!)?.sessionUid === id) unit.endedSession = id;
    else await this.anonymous.destroy(id);
  }

  async consume(): Promise<void> {
    throw new Error('Sessions are not used up.');
  }

  async revokeByGrantId(): Promise<void> {
    throw new Error('Sessions belong to no grant.');
  }

  async findByUserCode(): Promise<undefined> {
    throw new Error('There is no device flow.');
  }

  private async sessionOf(uid: string): Promise<KnownSession | null> {
    const query = { name: 'oidc-session-by-uid', text: FIND_BY_UID, values: [uid] };
    const { rows } = await this.pool.query<KnownSession>(query);
    return rows[0] ?? null;
  }
}

/** Signing out at the provider signs out of the portal; the database then sees to the rest as with any other sign-out. */
export async function writeEnd(pool: Pool, unit: RequestUnit): Promise<void> {
  if (unit.endedSession === null) return;
  const uid = unit.endedSession;
  unit.endedSession = null;
  await pool.query('DELETE FROM oidc_session WHERE uid = $1', [uid]);
  await pool.query('DELETE FROM session WHERE sso_uid = $1', [uid]);
}

function payloadOf(signedIn: SignedIn): AdapterPayload {
  const loginTs = Math.floor(signedIn.authenticatedAt.getTime() / 1000);
  const { kept } = signedIn;
  return {
    kind: 'Session',
    jti: signedIn.sessionUid,
    uid: signedIn.sessionUid,
    accountId: signedIn.accountId,
    loginTs,
    amr: [...signedIn.amr],
    acr: acrOf(signedIn.amr),
    ...(kept === null ? {} : { authorizations: structuredClone(kept.authorizations) as never }),
    ...(kept?.state == null ? {} : { state: kept.state as never }),
    iat: loginTs,
    exp: Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000) + LATER,
  };
}

function isUnchanged({ kept }: SignedIn, payload: AdapterPayload): boolean {
  if (kept === null) return false;
  const now = [payload.authorizations ?? {}, payload.state ?? null];
  return JSON.stringify(now) === JSON.stringify([kept.authorizations ?? {}, kept.state ?? null]);
}
