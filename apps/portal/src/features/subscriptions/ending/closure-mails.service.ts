import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { Holdings } from '../holdings.service.js';
import type { Subscription } from '../subscription.entity.js';

export type ClosureMail =
  | 'announced'
  | 'decided'
  | 'decidedAtOnce'
  | 'soon'
  | 'calledBack'
  | 'copyReady'
  | 'over'
  | 'receipt'
  | 'receiptClosed';

/** What the holder, or who answers for the organisation, is told of an end. */
@Injectable()
export class ClosureMails {
  constructor(
    private readonly holdings: Holdings,
    private readonly mailer: Mailer,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** `subscription` comes with service, structure and organisation. */
  async tell(
    manager: EntityManager,
    subscription: Subscription,
    mail: ClosureMail,
    date: Date | null = null,
    params: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const service = subscription.service!;
    for (const account of await this.holdings.answering(manager, subscription)) {
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: `subscriptions:mails.${mail}`,
        params: {
          name: account.displayName,
          service: subscription.organisation ? `${service.name} (${subscription.organisation.name})` : service.name,
          structure: service.structure!.name,
          date: date === null ? '' : longDate(date, account.locale),
          link: this.settings.publicUrl + withLocale(account.locale, `/mes-services/${subscription.id}/fermeture`),
          ...params,
        },
      });
    }
  }
}
