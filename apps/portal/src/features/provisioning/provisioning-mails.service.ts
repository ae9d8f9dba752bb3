import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale } from '../../platform/i18n/locales.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { Account } from '../accounts/account.entity.js';
import type { Service } from '../catalogue/service.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { RoleGrant } from '../roles/role-grant.entity.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';

/** Tells people when their tool is there, and operators when one cannot be made. */
@Injectable()
export class ProvisioningMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** To the holder, or to the organisation's contacts. `subscription` comes with its service. */
  async ready(manager: EntityManager, subscription: Subscription): Promise<void> {
    for (const account of await this.contacts(manager, subscription)) {
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: 'provisioning:mails.ready',
        params: {
          name: account.displayName,
          service: subscription.service!.name,
          link: `${this.settings.publicUrl}${withLocale(account.locale, '/mes-services')}`,
        },
      });
    }
  }

  /** To the operators of the service's structure: one job waits for somebody. */
  async stuck(manager: EntityManager, subscription: Subscription): Promise<void> {
    await this.toOperators(manager, subscription.service!, 'provisioning:mails.stuck', '/operateur/travaux');
  }

  /** To them too: the service is not called for now. */
  async notCalled(manager: EntityManager, service: Service): Promise<void> {
    const path = `/operateur/services/${service.id}/ecarts`;
    await this.toOperators(manager, service, 'provisioning:mails.notCalled', path);
  }

  private async toOperators(manager: EntityManager, service: Service, text: string, path: string): Promise<void> {
    const grants = await manager.find(RoleGrant, {
      where: { role: 'operator', structureId: service.structureId },
      relations: { account: true },
    });
    for (const { account, notify } of grants) {
      if (notify === 'never') continue;
      await this.mailer.send(manager, {
        to: account!.email,
        accountId: account!.id,
        locale: account!.locale,
        text,
        params: {
          name: account!.displayName,
          service: service.name,
          link: `${this.settings.publicUrl}${withLocale(account!.locale, path)}`,
        },
      });
    }
  }

  private async contacts(manager: EntityManager, subscription: Subscription): Promise<Account[]> {
    if (subscription.accountId !== null) return manager.findBy(Account, { id: subscription.accountId });
    const memberships = await manager.find(Membership, {
      where: { organisationId: subscription.organisationId! },
      relations: { account: true },
    });
    const contacts = memberships.filter((membership) => membership.contact);
    const owners = memberships.filter((membership) => membership.role === 'owner');
    return (contacts.length > 0 ? contacts : owners).map((membership) => membership.account as Account);
  }
}
