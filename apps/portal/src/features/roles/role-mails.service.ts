import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale } from '../../platform/i18n/locales.js';
import { longDate } from '../../platform/i18n/long-date.js';
import { Translations } from '../../platform/i18n/translations.js';
import { Mailer } from '../../platform/mail/mailer.js';
import type { Account } from '../accounts/account.entity.js';
import type { RoleGrant } from './role-grant.entity.js';

const AREAS = { operator: '/operateur', editor: '/editeur', administrator: '/admin' } as const;

/** Tells people which power they were given, or no longer have. */
@Injectable()
export class RoleMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async granted(manager: EntityManager, account: Account, grant: RoleGrant): Promise<void> {
    await this.tell(manager, account, grant, 'roles:mails.granted', AREAS[grant.role]);
  }

  async revoked(manager: EntityManager, account: Account, grant: RoleGrant): Promise<void> {
    await this.tell(manager, account, grant, 'roles:mails.revoked', '/aide');
  }

  private async tell(
    manager: EntityManager,
    account: Account,
    grant: RoleGrant,
    text: string,
    path: string,
  ): Promise<void> {
    const scope = grant.structure?.name ?? grant.commune?.name ?? '';
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text,
      params: {
        name: account.displayName,
        power: this.translations.text(account.locale, `roles:powers.${grant.role}`, { scope }),
        link: `${this.settings.publicUrl}${withLocale(account.locale, path)}`,
        security: `${this.settings.publicUrl}${withLocale(account.locale, '/compte/securite')}`,
        due: longDate(new Date(grant.createdAt.getTime() + this.settings.secondFactorGraceDays * DAY), account.locale),
      },
    });
  }
}
