import { Injectable } from '@nestjs/common';
import type { SignedIn } from '@ronron/oidc';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf } from '../../../platform/database/migrate.js';
import { SessionCookies } from '../../../platform/sessions/session-cookies.js';

/** As `AccountSessions.find` decides it, with what the provider kept of the sign-in, in one question. */
const FIND = `SELECT s.account_id, s.sso_uid, s.sess->>'authenticatedAt' AS authenticated_at, s.sess->'amr' AS amr,
    o.authorizations, o.state, o.uid IS NOT NULL AS kept
  FROM session s
  JOIN account a ON a.id = s.account_id AND a.security_stamp = (s.sess->>'stamp')::uuid
    AND a.confirmed_at IS NOT NULL AND a.suspended_at IS NULL
  LEFT JOIN oidc_session o ON o.uid = s.sso_uid AND o.account_id = s.account_id
  WHERE s.sid = $1 AND s.expire >= now()::timestamp AND s.sso_uid IS NOT NULL`;

interface Row {
  readonly account_id: string;
  readonly sso_uid: string;
  readonly authenticated_at: string;
  readonly amr: string[] | null;
  readonly authorizations: unknown;
  readonly state: unknown;
  readonly kept: boolean;
}

/** Who is signed in to the portal in the browser that a request comes from. */
@Injectable()
export class PortalSignIns {
  private readonly pool: Pool;

  constructor(
    database: DataSource,
    private readonly cookies: SessionCookies,
  ) {
    this.pool = poolOf(database);
  }

  /** `cookie` is the request's header. */
  async find(cookie: string | undefined): Promise<SignedIn | null> {
    const sid = this.cookies.idOf(cookie);
    if (sid === null) return null;
    const { rows } = await this.pool.query<Row>({ name: 'sso-signed-in', text: FIND, values: [sid] });
    const row = rows[0];
    if (row === undefined) return null;
    return {
      accountId: row.account_id,
      sessionUid: row.sso_uid,
      authenticatedAt: new Date(row.authenticated_at),
      amr: row.amr ?? [],
      kept: row.kept ? { authorizations: row.authorizations, state: row.state } : null,
    };
  }
}
