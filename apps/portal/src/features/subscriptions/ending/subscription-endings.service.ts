import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';

/** A subscription, and how many people it is for. */
export interface EndingSubject {
  readonly subscription: Subscription;
  readonly people: number;
}

/** Ends a service at its holder's wish: their own, or that of an organisation which they own. */
@Injectable()
export class SubscriptionEndings {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** @throws AppError `not-found` for what is not the actor's to end, or has ended */
  async find(actor: Actor, id: string): Promise<EndingSubject> {
    const subscription = await this.owned(this.database.manager, actor, id);
    if (subscription.status === 'ended') throw new AppError(NOT_FOUND);
    const { organisationId } = subscription;
    const people = organisationId === null ? 1 : await this.database.manager.countBy(Membership, { organisationId });
    return { subscription, people };
  }

  /**
   * Sending it twice changes nothing. Who answers for the service on the holder's side is told.
   * @throws AppError `not-found` for what is not the actor's to end
   */
  async end(actor: Actor, id: string): Promise<Subscription> {
    return inTransaction(this.database, async (manager) => {
      const subscription = await this.owned(manager, actor, id);
      const lock = { mode: 'pessimistic_write' as const };
      const { status } = await manager.findOneOrFail(Subscription, { where: { id }, lock });
      if (status === 'ended') return subscription;
      await this.subscriptions.end(manager, id);
      for (const account of await this.responsible(manager, subscription)) {
        await this.mailer.send(manager, {
          to: account.email,
          accountId: account.id,
          locale: account.locale,
          text: subscription.organisation ? 'subscriptions:mails.endedForOrganisation' : 'subscriptions:mails.ended',
          params: {
            name: account.displayName,
            service: subscription.service!.name,
            structure: subscription.service!.structure!.name,
            organisation: subscription.organisation?.name ?? '',
            by: actor.displayName,
            link: this.settings.publicUrl + withLocale(account.locale, `/services/${subscription.service!.slug}`),
          },
        });
      }
      return subscription;
    });
  }

  private async owned(manager: EntityManager, actor: Actor, id: string): Promise<Subscription> {
    const subscription = await manager
      .createQueryBuilder(Subscription, 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where('subscription.id = :id', { id })
      .andWhere(
        `(subscription.account_id = :me OR subscription.organisation_id IN
          (SELECT organisation_id FROM membership WHERE account_id = :me AND role = 'owner'))`,
        { me: actor.accountId },
      )
      .getOne();
    if (subscription === null) throw new AppError(NOT_FOUND);
    return subscription;
  }

  private async responsible(manager: EntityManager, subscription: Subscription): Promise<Account[]> {
    const { accountId, organisationId } = subscription;
    if (accountId !== null) return manager.findBy(Account, { id: accountId });
    const owners = await manager.find(Membership, {
      where: { organisationId: organisationId!, role: 'owner' },
      relations: { account: true },
    });
    return owners.map(({ account }) => account as Account);
  }
}
