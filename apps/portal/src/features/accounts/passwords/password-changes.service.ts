import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { AccountSessions } from '../account-sessions.service.js';
import { Account } from '../account.entity.js';
import { KnownDevices } from '../devices/known-devices.service.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens } from '../tokens/account-tokens.service.js';
import { PasswordChecks } from './password-checks.service.js';
import { passwordStrength } from './password-strength.js';

/** A new password for somebody who knows the present one. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: DataSource,
    private readonly checks: PasswordChecks,
    private readonly passwords: Passwords,
    private readonly sessions: AccountSessions,
    private readonly devices: KnownDevices,
    private readonly tokens: AccountTokens,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Ends every session but the named one, forgets every browser but this one, and gives the stamp by which that one goes on. `current` counts where there is a password already. */
  async change(
    actor: Actor,
    current: string | undefined,
    wanted: string,
    kept: { readonly sessionId: string; readonly deviceSecret: string | null },
  ): Promise<Result<{ stamp: string }, 'wrong' | 'weak'>> {
    if ((await this.checks.exists(actor)) && !(await this.checks.isRight(actor, current ?? ''))) return fail('wrong');
    if (!passwordStrength(wanted, [actor.displayName, actor.email]).accepted) return fail('weak');
    const passwordHash = await this.passwords.hash(wanted);
    const stamp = newId(this.clock, this.randomness);
    await inTransaction(this.database, async (manager) => {
      await manager.update(Account, { id: actor.accountId }, { passwordHash, securityStamp: stamp });
      await this.tokens.forget(manager, actor.accountId, ['reset-password', 'change-email', 'sign-in']);
      await this.sessions.endOthers(manager, actor.accountId, kept.sessionId);
      await this.devices.forgetOthers(manager, actor.accountId, kept.deviceSecret);
      const reader = { ...actor, id: actor.accountId };
      await this.mails.send(manager, reader, 'passwordChanged', { forgotten: '/mot-de-passe-oublie' });
    });
    return ok({ stamp });
  }
}
