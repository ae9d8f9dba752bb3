import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { hasRole, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { FactorMails } from '../factor-mails.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { Passkey } from './passkey.entity.js';

/** Somebody's own passkeys: their list, names and end. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly database: DataSource,
    private readonly factors: SecondFactor,
    private readonly mails: FactorMails,
  ) {}

  /** Oldest first. */
  list(actor: Actor): Promise<Passkey[]> {
    return this.database
      .getRepository(Passkey)
      .find({ where: { accountId: actor.accountId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** @throws AppError `not-found` for a passkey of somebody else. */
  async rename(actor: Actor, id: string, name: string): Promise<void> {
    const { affected } = await this.database
      .getRepository(Passkey)
      .update({ id, accountId: actor.accountId }, { name });
    if (affected !== 1) throw new AppError(NOT_FOUND);
  }

  /** Whoever has a role keeps at least one factor. @throws AppError `not-found` for a passkey of somebody else. */
  async remove(actor: Actor, id: string): Promise<Result<void, 'last'>> {
    return inTransaction(this.database, async (manager) => {
      const account = await this.factors.lock(manager, actor.accountId);
      const passkey = await manager.findOneBy(Passkey, { id, accountId: actor.accountId });
      if (passkey === null) throw new AppError(NOT_FOUND);
      const { passkeys, totp } = await this.factors.held(account.id, manager);
      if (passkeys === 1 && !totp && account.secondFactorSince !== null && hasRole(actor)) return fail('last');
      await manager.delete(Passkey, { id });
      await this.factors.removed(manager, account);
      await this.mails.send(manager, account, 'passkeyRemoved', { passkey: passkey.name });
      return ok(undefined);
    });
  }
}
