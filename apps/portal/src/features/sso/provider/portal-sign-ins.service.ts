import { Inject, Injectable } from '@nestjs/common';
import { DAY, isId, type Clock } from '@ronron/kernel';
import { rememberSignedIn, type AdapterPayload, type SignedIn } from '@ronron/oidc';
import type { IncomingMessage } from 'node:http';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { poolOf } from '../../../platform/database/migrate.js';
import { SessionCookies } from '../../../platform/sessions/session-cookies.js';
import { holdsRight } from '../../subscriptions/entitlements/entitlements.service.js';
import { rightTo, unitOf } from '../storage/request-unit.js';

/** As `AccountSessions.find` decides it, with what the provider asks next: what it kept of the sign-in and gave the client, and the right. */
const FIND = `SELECT s.account_id, s.sso_uid, s.sess->>'authenticatedAt' AS authenticated_at, s.sess->'amr' AS amr,
    o.authorizations, o.state, o.uid IS NOT NULL AS kept, g.id AS grant_id, g.payload AS grant_payload,
    s.sess->>'termsToAccept' IS NOT NULL AS owes_terms,
    a.second_factor_since IS NULL AND EXISTS (SELECT 1 FROM role_grant r WHERE r.account_id = a.id AND r.created_at <= $3)
      AS owes_factor,
    c.service_id, ${holdsRight('c.service_id', 's.account_id')} AS holds
  FROM session s
  JOIN account a ON a.id = s.account_id AND a.security_stamp = (s.sess->>'stamp')::uuid
    AND a.confirmed_at IS NOT NULL AND a.suspended_at IS NULL
  LEFT JOIN oidc_session o ON o.uid = s.sso_uid AND o.account_id = s.account_id
  LEFT JOIN oidc_record g ON g.expires_at > now()
    AND g.id = sha256(convert_to('Grant:' || (o.authorizations->($2::text)->>'grantId'), 'UTF8'))
  LEFT JOIN oidc_client c ON c.id = ($2::text)::uuid
  WHERE s.sid = $1 AND s.expire >= now()::timestamp AND s.sso_uid IS NOT NULL`;

interface Row {
  readonly account_id: string;
  readonly sso_uid: string;
  readonly authenticated_at: string;
  readonly amr: string[] | null;
  readonly authorizations: unknown;
  readonly state: unknown;
  readonly kept: boolean;
  readonly grant_id: Buffer | null;
  readonly grant_payload: AdapterPayload | null;
  readonly owes_terms: boolean;
  readonly owes_factor: boolean;
  readonly service_id: string | null;
  readonly holds: boolean;
}

/** Who is signed in to the portal in the browser that a request comes from. */
@Injectable()
export class PortalSignIns {
  private readonly pool: Pool;

  constructor(
    database: DataSource,
    private readonly cookies: SessionCookies,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {
    this.pool = poolOf(database);
  }

  /** `cookie` is the request's header. */
  async find(cookie: string | undefined): Promise<SignedIn | null> {
    const row = await this.read(cookie, null);
    return row === null ? null : signedInOf(row);
  }

  /** Makes the portal's session the provider's for this request; what `clientId` was given comes with it. */
  async prepare(request: IncomingMessage, clientId: string | null): Promise<void> {
    const row = await this.read(request.headers.cookie, clientId);
    if (row === null) return;
    if (row.service_id !== null && row.holds) unitOf(request).rights.add(rightTo(row.service_id, row.account_id));
    if (row.grant_id !== null && row.grant_payload !== null)
      unitOf(request).grants.set(row.grant_id.toString('base64url'), row.grant_payload);
    rememberSignedIn(request, signedInOf(row));
  }

  private async read(cookie: string | undefined, clientId: string | null): Promise<Row | null> {
    const sid = this.cookies.idOf(cookie);
    if (sid === null) return null;
    const { rows } = await this.pool.query<Row>({
      name: 'sso-signed-in',
      text: FIND,
      values: [sid, clientId !== null && isId(clientId) ? clientId : null, this.factorDueFrom()],
    });
    return rows[0] ?? null;
  }

  /** Who got a role by then owes a second factor by now; null where none is enforced. As `AccountSessions.actorOf` and its guard decide. */
  private factorDueFrom(): Date | null {
    const { secondFactorEnforced, secondFactorGraceDays } = this.settings;
    return secondFactorEnforced ? new Date(this.clock.now().getTime() - secondFactorGraceDays * DAY) : null;
  }
}

function signedInOf(row: Row): SignedIn {
  return {
    accountId: row.account_id,
    sessionUid: row.sso_uid,
    authenticatedAt: new Date(row.authenticated_at),
    amr: row.amr ?? [],
    // As on the pages: who owes both is asked for the terms first.
    owes: row.owes_terms ? 'terms' : row.owes_factor ? 'second-factor' : null,
    kept: row.kept ? { authorizations: row.authorizations, state: row.state } : null,
  };
}
