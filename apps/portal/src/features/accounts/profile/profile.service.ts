import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Account } from '../account.entity.js';
import { CommuneChoices, type CommuneAnswer } from '../sign-up/commune-choices.service.js';
import type { ProfileValues } from './profile.form.js';

/** What people change about themselves without proving anything. */
@Injectable()
export class Profile {
  constructor(
    private readonly database: DataSource,
    private readonly communes: CommuneChoices,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** The account with its commune. */
  async own(actor: Actor): Promise<Account> {
    return this.database
      .getRepository(Account)
      .findOneOrFail({ where: { id: actor.accountId }, relations: { commune: true } });
  }

  /** Who moves away to a commune that is not served is told so, and nothing changes. */
  async change(actor: Actor, values: ProfileValues): Promise<Result<void, Exclude<CommuneAnswer, { kind: 'served' }>>> {
    const account = await this.own(actor);
    // An account may stay in the commune that it has, even if that one is no longer served.
    const unchanged = account.commune?.name === values.commune;
    const commune = unchanged ? null : await this.communes.resolve(values.commune, values.communeChoice);
    if (commune !== null && commune.kind !== 'served') return fail(commune);
    await inTransaction(this.database, async (manager) => {
      await manager.update(
        Account,
        { id: actor.accountId },
        {
          displayName: values.displayName,
          locale: values.language,
          // Who comes back to a commune that is served keeps their services.
          ...(commune === null ? {} : { communeId: commune.commune.id, movedOutUntil: null, movedOutReminder: null }),
        },
      );
      if (values.displayName !== account.displayName || values.language !== account.locale)
        await this.subscriptions.personChanged(manager, actor.accountId);
    });
    return ok(undefined);
  }
}
