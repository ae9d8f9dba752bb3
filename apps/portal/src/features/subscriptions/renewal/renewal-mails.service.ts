import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { suspensionDate, type RenewalStage } from './renewal-steps.js';
import type { Renewal } from './renewal.entity.js';

/** The yearly question by mail: one for all that a holder has. */
@Injectable()
export class RenewalMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `subscriptions`, all of one holder, come with service and organisation, their `renewals` in the same order. */
  async tell(
    manager: EntityManager,
    people: readonly Account[],
    step: Exclude<RenewalStage, 'quiet'>,
    subscriptions: readonly Subscription[],
    renewals: readonly Renewal[],
  ): Promise<void> {
    for (const account of people) {
      const lines = subscriptions.map((subscription, index) =>
        this.line(account.locale, step, subscription, renewals[index]!),
      );
      await this.mailer.send(manager, {
        to: account.email,
        accountId: account.id,
        locale: account.locale,
        text: `subscriptions:mails.renewal.${step}`,
        params: {
          name: account.displayName,
          whose: subscriptions[0]!.organisation?.name ?? account.displayName,
          services: lines.join('\n'),
          link: this.settings.publicUrl + withLocale(account.locale, '/mes-services/renouvellement'),
        },
      });
    }
  }

  private line(locale: Locale, step: RenewalStage, { service }: Subscription, renewal: Renewal): string {
    const dates = {
      announced: renewal.dueAt,
      reminded: renewal.dueAt,
      due: suspensionDate(renewal, this.clock.now(), this.settings.renewalGraceDays),
      suspended: new Date(this.clock.now().getTime() + this.settings.renewalClosureDays * DAY),
      quiet: renewal.dueAt,
    };
    return this.translations.text(locale, `subscriptions:mails.renewal.lines.${step}`, {
      service: service!.name,
      date: longDate(dates[step], locale),
    });
  }
}
