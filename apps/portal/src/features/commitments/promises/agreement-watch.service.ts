import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import { CommitmentRules } from './commitment-rules.entity.js';
import type { Commitment } from './commitment.entity.js';

/** An editor may change who agrees, and whether anybody must; those who lose their say hear of it. */
@Injectable()
export class AgreementWatch {
  constructor(private readonly mailer: Mailer) {}

  /** Somebody else answers for a commitment now, where agreement is asked for. */
  async replaced(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    accountId: string | null,
  ): Promise<void> {
    const rules = await manager.findOneBy(CommitmentRules, { communeId: commitment.communeId });
    if (!rules?.needsAgreement || accountId === null || accountId === commitment.accountableAccountId) return;
    const account = await manager.findOneBy(Account, { id: accountId });
    if (account !== null) await this.tell(manager, actor, account, 'replaced');
  }

  /** Agreement is not asked for any more in this commune. */
  async switchedOff(manager: EntityManager, actor: Actor, communeId: string): Promise<void> {
    const accountable = await manager
      .createQueryBuilder(Account, 'account')
      .where('account.id IN (SELECT accountable_account_id FROM commitment WHERE commune_id = :communeId)', {
        communeId,
      })
      .orderBy('account.id')
      .getMany();
    for (const account of accountable) await this.tell(manager, actor, account, 'switchedOff');
  }

  private async tell(
    manager: EntityManager,
    actor: Actor,
    account: Account,
    mail: 'replaced' | 'switchedOff',
  ): Promise<void> {
    if (account.id === actor.accountId) return;
    await this.mailer.send(manager, {
      to: account.email,
      locale: account.locale,
      accountId: account.id,
      text: `commitments:mails.${mail}`,
      params: { name: actor.displayName },
    });
  }
}
