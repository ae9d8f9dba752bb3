import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { LinkedIdentity } from '../../identities/linked/linked-identity.entity.js';
import { AccountSessions } from '../account-sessions.service.js';
import { Account, addressProved } from '../account.entity.js';
import { KnownDevices } from '../devices/known-devices.service.js';
import { ParentAgreements } from '../parents/parent-agreements.service.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';
import { passwordStrength } from './password-strength.js';

const BY_ADDRESS: RateLimit = { name: 'forgotten-address', points: 30, seconds: 60 * 60 };
const BY_EMAIL: RateLimit = { name: 'forgotten-email', points: 4, seconds: 60 * 60 };

const SEND_RESET = 'send-password-reset';

export type ResetRefusal = { readonly link: DeadLink } | { readonly weak: true };

/** A new password for who lost theirs, by a link to the mailbox. */
@Injectable()
export class PasswordResets implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    private readonly tokens: AccountTokens,
    private readonly parents: ParentAgreements,
    private readonly sessions: AccountSessions,
    private readonly devices: KnownDevices,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly proof: ProofOfWork,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(SEND_RESET, ({ email }: { email: string }) => this.send(email));
  }

  /** Takes note. Whether there is an account is looked up by the worker, so that the answer's time cannot tell. */
  async request(email: string, proof: string, address: string): Promise<void> {
    await this.limits.consume(BY_ADDRESS, address);
    await this.limits.consume(BY_EMAIL, email);
    await this.proof.admit(proof, address);
    await this.queue.add(this.database.manager, SEND_RESET, { email }, { maxAttempts: 5 });
  }

  /**
   * Sends the link inside a transaction of the caller's. Links sent before keep working for their hour: anybody may ask for one, and a
   * stranger who does must not void the holder's. The first one used ends them all.
   */
  async sendTo(manager: EntityManager, account: Account): Promise<void> {
    const token = await this.tokens.issue(manager, account.id, 'reset-password');
    await this.mails.send(manager, account, 'reset', { link: `/mot-de-passe/${token}` });
  }

  /** The account behind a link that works: its name counts when the new password is judged. */
  async look(token: string, address: string): Promise<Result<Account, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    const found = await this.tokens.look('reset-password', token);
    if (!found.ok) return found;
    return ok(await this.database.getRepository(Account).findOneByOrFail({ id: found.value.accountId }));
  }

  /** Sets the password, ends every session and confirms the address: the link went there. It stands for no parent's consent. */
  async reset(token: string, password: string, address: string): Promise<Result<void, ResetRefusal>> {
    const link = await this.look(token, address);
    if (!link.ok) return fail({ link: link.error });
    const { displayName, email } = link.value;
    if (!passwordStrength(password, [displayName, email]).accepted) return fail({ weak: true });
    const passwordHash = await this.passwords.hash(password);
    return inTransaction(this.database, async (manager) => {
      const used = await this.tokens.use(manager, 'reset-password', token);
      if (!used.ok) return fail({ link: used.error });
      const { accountId } = used.value;
      const account = await manager.findOneOrFail(Account, {
        where: { id: accountId },
        lock: { mode: 'pessimistic_write' },
      });
      const securityStamp = newId(this.clock, this.randomness);
      await manager.update(Account, { id: accountId }, { passwordHash, securityStamp });
      // Whoever signed up with this address by an outside identity did not prove it; who reads the mailbox just has.
      if (!addressProved(account)) await manager.delete(LinkedIdentity, { accountId });
      await this.parents.addressProved(manager, accountId);
      await this.tokens.forget(manager, accountId, ['confirm-email', 'reset-password', 'change-email', 'sign-in']);
      await this.sessions.endOthers(manager, accountId, null);
      await this.devices.forgetOthers(manager, accountId, null);
      await this.mails.send(manager, account, 'passwordChanged', { forgotten: '/mot-de-passe-oublie' });
      return ok(undefined);
    });
  }

  private async send(email: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const account = await manager.findOneBy(Account, { email });
      if (account !== null) await this.sendTo(manager, account);
    });
  }
}
