import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { AccountSessions } from '../account-sessions.service.js';
import { Account } from '../account.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { PeopleService } from './people.service.js';

/**
 * Nobody locks themselves out. Only an administrator acts on people with a role, on those who use other structures' services too, and
 * on a suspension that is not the actor's structure's.
 */
export type SuspensionRefusal = 'self' | 'has-role' | 'elsewhere';

/** Suspends and reopens accounts: sign-in and what the account holds itself. Its organisations keep their services. */
@Injectable()
export class AccountSuspensions {
  constructor(
    private readonly database: DataSource,
    private readonly people: PeopleService,
    private readonly sessions: AccountSessions,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: AccountMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Suspending what is suspended changes nothing. `reason` is told to the person and kept in the audit log.
   * @throws AppError `not-found` for people whom the actor does not see.
   */
  suspend(actor: Actor, accountId: string, reason: string): Promise<Result<void, SuspensionRefusal>> {
    return this.change(actor, accountId, async (manager, account) => {
      if (account.suspendedAt !== null) return;
      const values = { suspendedAt: this.clock.now(), securityStamp: newId(this.clock, this.randomness) };
      await manager.update(Account, { id: account.id }, values);
      await this.sessions.endOthers(manager, account.id, null);
      await this.subscriptions.shutOut(manager, account.id, 'account');
      await this.record(manager, actor, 'account.suspended', account, reason);
      await this.mails.send(manager, account, 'suspended', { help: '/aide' }, { reason });
    });
  }

  /** @throws AppError `not-found` for people whom the actor does not see. */
  resume(actor: Actor, accountId: string, reason: string): Promise<Result<void, SuspensionRefusal>> {
    return this.change(actor, accountId, async (manager, account) => {
      if (account.suspendedAt === null) return;
      await manager.update(Account, { id: account.id }, { suspendedAt: null });
      await this.subscriptions.letIn(manager, account.id, 'account');
      await this.record(manager, actor, 'account.resumed', account, reason);
      await this.mails.send(manager, account, 'resumed', { signIn: '/connexion' });
    });
  }

  private async change(
    actor: Actor,
    accountId: string,
    work: (manager: EntityManager, account: Account) => Promise<void>,
  ): Promise<Result<void, SuspensionRefusal>> {
    if (!(await this.people.sees(actor, accountId))) throw new AppError(NOT_FOUND);
    if (actor.accountId === accountId) return fail('self');
    return inTransaction(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
      if (account === null) throw new AppError(NOT_FOUND);
      if (!actor.administrator && (await manager.existsBy(RoleGrant, { accountId }))) return fail('has-role');
      if (!actor.administrator && !(await this.concernsOnly(manager, actor, account))) return fail('elsewhere');
      await work(manager, account);
      return ok(undefined);
    });
  }

  /** Whether the account, and its suspension if it is suspended, are the affair of the operator's structures alone. */
  private async concernsOnly(manager: EntityManager, actor: Actor, account: Account): Promise<boolean> {
    const [row] = await manager.query<{ elsewhere: boolean; theirs: boolean }[]>(
      `SELECT
         EXISTS (SELECT 1 FROM subscription JOIN service ON service.id = subscription.service_id
           WHERE subscription.status <> 'ended' AND service.structure_id <> ALL($1)
             AND (subscription.account_id = $2 OR subscription.organisation_id IN
               (SELECT organisation_id FROM membership WHERE account_id = $2))) AS elsewhere,
         (SELECT entry.actor_id FROM audit_entry entry
           WHERE entry.subject_id = $2 AND entry.action = 'account.suspended' ORDER BY entry.id DESC LIMIT 1)
         IN (SELECT account_id FROM role_grant WHERE role = 'operator' AND structure_id = ANY($1)) AS theirs`,
      [actor.structures, account.id],
    );
    return !row!.elsewhere && (account.suspendedAt === null || row!.theirs);
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    action: string,
    account: Account,
    reason: string,
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action,
      subject: { kind: 'account', id: account.id },
      before: { suspended: account.suspendedAt !== null },
      after: { suspended: account.suspendedAt === null, reason },
    });
  }
}
