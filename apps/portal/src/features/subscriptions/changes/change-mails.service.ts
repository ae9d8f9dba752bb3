import { Inject, Injectable } from '@nestjs/common';
import { formatBytes } from '@ronron/web-ui';
import { Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { Holdings } from '../holdings.service.js';
import type { Subscription } from '../subscription.entity.js';

/** Tells operators what is asked, and holders what came of it. Subscriptions come with their service. */
@Injectable()
export class ChangeMails {
  constructor(
    private readonly holdings: Holdings,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async asked(manager: EntityManager, subscription: Subscription, by: string, reason: string): Promise<void> {
    const { structureId } = subscription.service!;
    const grants = await manager.find(RoleGrant, {
      where: { role: 'operator', structureId, notify: Not('never') },
      relations: { account: true },
    });
    for (const { account } of grants)
      await this.send(manager, account!, subscription, 'changeAsked', `/operateur/acces/${subscription.id}`, {
        by,
        reason,
      });
  }

  async changed(
    manager: EntityManager,
    subscription: Subscription,
    plan: string | null,
    quota: number | null,
    word: string,
  ): Promise<void> {
    for (const account of await this.holdings.answering(manager, subscription)) {
      const given = [plan, quota === null ? null : formatBytes(account.locale, quota)].filter((part) => part !== null);
      await this.send(manager, account, subscription, 'changed', `/mes-services/${subscription.id}`, {
        given: given.join(', '),
        word,
      });
    }
  }

  async refused(manager: EntityManager, subscription: Subscription, answer: string): Promise<void> {
    for (const account of await this.holdings.answering(manager, subscription))
      await this.send(manager, account, subscription, 'changeRefused', `/mes-services/${subscription.id}`, { answer });
  }

  private send(
    manager: EntityManager,
    account: Account,
    subscription: Subscription,
    text: 'changeAsked' | 'changed' | 'changeRefused',
    path: string,
    params: Record<string, string>,
  ): Promise<void> {
    return this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text: `subscriptions:mails.${text}`,
      params: {
        name: account.displayName,
        service: subscription.service!.name,
        link: this.settings.publicUrl + withLocale(account.locale, path),
        ...params,
      },
    });
  }
}
