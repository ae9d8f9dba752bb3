import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { Mailer } from '../../../platform/mail/mailer.js';

/** Whom a mail about an account goes to. */
export interface MailReader {
  /** Null for somebody whose account is gone: the mail itself is forgotten once it is sent. */
  readonly id: string | null;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
}

/** The mails about accounts, each with the links that it names. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /**
   * @param text the mail's name under `accounts:mails`
   * @param links parameters of the text that are paths of ours; the reader gets whole addresses in their language
   */
  async send(
    manager: EntityManager,
    reader: MailReader,
    text: string,
    links: Readonly<Record<string, string>> = {},
    params: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    const addresses = Object.entries(links).map(([name, path]) => [
      name,
      `${this.settings.publicUrl}${withLocale(reader.locale, path)}`,
    ]);
    await this.mailer.send(manager, {
      to: reader.email,
      locale: reader.locale,
      text: `accounts:mails.${text}`,
      params: { name: reader.displayName, ...params, ...(Object.fromEntries(addresses) as Record<string, string>) },
      accountId: reader.id,
      forgetOnceSent: reader.id === null,
    });
  }
}
