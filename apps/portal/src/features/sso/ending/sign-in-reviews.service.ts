import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { ClientDirectory } from '../clients/client-directory.service.js';
import { SsoAccounts } from '../provider/sso-accounts.service.js';
import { OidcSession, type Authorization } from '../storage/oidc-session.entity.js';
import { recordId } from '../storage/record-adapter.js';
import { LogoutDeliveries } from './logout-deliveries.service.js';

/** Also named in the migration whose triggers add it. */
const TASK = 'review-sign-ins';

/**
 * What made the look necessary: a session ended (signed out) or ran out, the account itself changed (password, suspension, erasure), or
 * a right to a service.
 */
export type ReviewCause = 'session' | 'expired' | 'account' | 'right';

/** Who is signed in to the portal, by the names of the sign-ins. */
const LIVE = `SELECT s.sso_uid AS uid FROM session s
  JOIN account a ON a.id = s.account_id AND a.security_stamp = (s.sess->>'stamp')::uuid
    AND a.confirmed_at IS NOT NULL AND a.suspended_at IS NULL
  WHERE s.account_id = $1 AND s.sso_uid IS NOT NULL AND s.expire >= now()::timestamp`;

/**
 * Makes what an account is signed in to match what it may be: sign-ins that ended on the portal, and clients that it may no longer use, lose
 * their grants and tokens and are told. Safe to repeat, whatever the cause; the triggers of the database add the job.
 */
@Injectable()
export class SignInReviews implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    private readonly clients: ClientDirectory,
    private readonly accounts: SsoAccounts,
    private readonly deliveries: LogoutDeliveries,
  ) {}

  onModuleInit(): void {
    this.tasks.register(TASK, ({ accountId, cause }: { accountId: string; cause: ReviewCause }) =>
      this.review(accountId, cause),
    );
  }

  async review(accountId: string, cause: ReviewCause): Promise<void> {
    const refused = await this.refusedClients(accountId);
    await inTransaction(this.database, async (manager) => {
      const sessions = await this.lock(manager, accountId);
      const live = new Set((await manager.query<{ uid: string }[]>(LIVE, [accountId])).map(({ uid }) => uid));
      for (const session of sessions) {
        const over = !live.has(session.uid);
        const ended = Object.keys(session.authorizations).filter((client) => over || refused.has(client));
        const keepsOffline = over && (cause === 'session' || cause === 'expired');
        await this.end(manager, session, ended, { announce: !(over && cause === 'expired'), keepsOffline });
        if (over) await manager.delete(OidcSession, { uid: session.uid });
      }
      if (cause === 'account') await this.endOffline(manager, accountId, sessions, live);
      for (const client of refused) await this.endGrantsFor(manager, accountId, client);
    });
  }

  /** Orders a look at everybody who is signed in to one client, after what it may do has changed. */
  async reviewAllOf(manager: EntityManager, clientId: string): Promise<void> {
    const rows = await manager.query<{ account_id: string }[]>(
      `SELECT account_id FROM oidc_record WHERE kind = 'Grant' AND client_id = $1 AND account_id IS NOT NULL
       UNION SELECT account_id FROM oidc_session WHERE authorizations ? $1 AND account_id IS NOT NULL`,
      [clientId],
    );
    const cause: ReviewCause = 'right';
    for (const { account_id: accountId } of rows) await this.queue.add(manager, TASK, { accountId, cause });
  }

  /** At the person's wish: everything that one client holds, on every device. */
  async endClient(manager: EntityManager, accountId: string, clientId: string): Promise<void> {
    for (const session of await this.lock(manager, accountId)) {
      const ended = clientId in session.authorizations ? [clientId] : [];
      await this.end(manager, session, ended, { announce: true, keepsOffline: false });
    }
    await this.endGrantsFor(manager, accountId, clientId);
  }

  private lock(manager: EntityManager, accountId: string): Promise<OidcSession[]> {
    return manager.find(OidcSession, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** The clients that the account took part in and may no longer use. */
  private async refusedClients(accountId: string): Promise<Set<string>> {
    const rows = await this.database.query<{ client_id: string }[]>(
      `SELECT DISTINCT client_id FROM oidc_record WHERE account_id = $1 AND kind = 'Grant'
       UNION SELECT jsonb_object_keys(authorizations) FROM oidc_session WHERE account_id = $1`,
      [accountId],
    );
    const refused = new Set<string>();
    for (const { client_id: id } of rows) {
      const client = await this.clients.find(id);
      // A client that is gone or disabled is refused as well.
      if (client === null || client.disabled || !(await this.accounts.mayUse(accountId, client))) refused.add(id);
    }
    return refused;
  }

  private async end(
    manager: EntityManager,
    { uid, accountId, authorizations }: OidcSession,
    clientIds: readonly string[],
    how: { readonly announce: boolean; readonly keepsOffline: boolean },
  ): Promise<void> {
    for (const clientId of clientIds) {
      const authorization: Authorization = authorizations[clientId]!;
      if (authorization.grantId !== undefined && !(how.keepsOffline && authorization.persistsLogout))
        await this.endGrants(manager, [recordId('Grant', authorization.grantId)]);
      if (how.announce && authorization.sid !== undefined)
        await this.deliveries.add(clientId, accountId, authorization.sid, manager);
    }
    if (clientIds.length > 0)
      await manager.query('UPDATE oidc_session SET authorizations = authorizations - $2::text[] WHERE uid = $1', [
        uid,
        clientIds,
      ]);
  }

  /** Grants that outlived the sign-in they came from, after a password change, a suspension or an erasure. */
  private async endOffline(
    manager: EntityManager,
    accountId: string,
    sessions: readonly OidcSession[],
    live: ReadonlySet<string>,
  ): Promise<void> {
    const kept = sessions
      .filter(({ uid }) => live.has(uid))
      .flatMap(({ authorizations }) => Object.values(authorizations))
      .flatMap(({ grantId }) => (grantId === undefined ? [] : [recordId('Grant', grantId)]));
    const rows = await manager.query<{ id: Buffer }[]>(
      `SELECT id FROM oidc_record WHERE account_id = $1 AND kind = 'Grant' AND id <> ALL($2)`,
      [accountId, kept],
    );
    await this.endGrants(
      manager,
      rows.map(({ id }) => id),
    );
  }

  private async endGrantsFor(manager: EntityManager, accountId: string, clientId: string): Promise<void> {
    const rows = await manager.query<{ id: Buffer }[]>(
      `SELECT id FROM oidc_record WHERE account_id = $1 AND kind = 'Grant' AND client_id = $2`,
      [accountId, clientId],
    );
    await this.endGrants(
      manager,
      rows.map(({ id }) => id),
    );
  }

  private async endGrants(manager: EntityManager, ids: readonly Buffer[]): Promise<void> {
    if (ids.length === 0) return;
    await manager.query('DELETE FROM oidc_record WHERE id = ANY($1) OR grant_id = ANY($1)', [ids]);
  }
}
