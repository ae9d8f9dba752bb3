import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../platform/i18n/locales.js';
import { Mailer } from '../../platform/mail/mailer.js';

/** Whose factors changed. */
export interface FactorHolder {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
}

export type FactorMail =
  'passkeyAdded' | 'passkeyRemoved' | 'totpAdded' | 'totpRemoved' | 'codesRenewed' | 'codeUsed' | 'reset';

/** Tells people by mail what changed in how they sign in: who did not do it learns of it. */
@Injectable()
export class FactorMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async send(
    manager: EntityManager,
    holder: FactorHolder,
    mail: FactorMail,
    params: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    const link = (path: string): string => `${this.settings.publicUrl}${withLocale(holder.locale, path)}`;
    await this.mailer.send(manager, {
      to: holder.email,
      accountId: holder.id,
      locale: holder.locale,
      text: `factors:mails.${mail}`,
      params: {
        ...params,
        name: holder.displayName,
        security: link('/compte/securite'),
        forgotten: link('/mot-de-passe-oublie'),
        help: link('/aide'),
      },
    });
  }
}
