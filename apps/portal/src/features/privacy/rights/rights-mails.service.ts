import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull, Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import type { RightsRequest } from './rights-request.entity.js';

type ReaderNews = 'rightReceived' | 'rightExtended' | 'rightAccepted' | 'rightRefused';

/** The mails about rights: to who asked, and to who has to answer. */
@Injectable()
export class RightsMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async received(manager: EntityManager, request: RightsRequest): Promise<void> {
    await this.tell(manager, request, 'rightReceived');
  }

  async tell(
    manager: EntityManager,
    request: RightsRequest,
    news: ReaderNews,
    params: Record<string, string> = {},
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: request.email,
      accountId: request.accountId,
      locale: request.locale,
      text: `privacy:mails.${news}`,
      params: {
        name: request.name,
        right: this.translations.text(request.locale, `privacy:rights.${request.right}.title`),
        date: longDate(request.dueAt, request.locale),
        ...params,
      },
    });
  }

  /** To the mailbox of somebody who is said to have died: whoever still reads it can undo a mistake. */
  async accountClosed(manager: EntityManager, account: Account, deleteAfter: Date): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text: 'privacy:mails.deceasedClosed',
      params: {
        name: account.displayName,
        date: longDate(deleteAfter, account.locale),
        link: `${this.settings.publicUrl}${withLocale(account.locale, '/connexion')}`,
      },
    });
  }

  /** Operators of the structure that it is addressed to, else the administrators. */
  async tellThoseWhoAnswer(
    manager: EntityManager,
    request: RightsRequest,
    news: 'newRight' | 'rightDue',
  ): Promise<void> {
    const { structureId } = request;
    const able = { suspendedAt: IsNull(), confirmedAt: Not(IsNull()) };
    const operators =
      structureId === null
        ? []
        : await manager.find(RoleGrant, {
            where: { role: 'operator', structureId, account: able },
            relations: { account: true },
          });
    const grants =
      operators.length > 0
        ? operators
        : await manager.find(RoleGrant, {
            where: { role: In(['administrator']), account: able },
            relations: { account: true },
          });
    const area = operators.length > 0 ? 'operateur' : 'admin';
    for (const { account } of grants) {
      await this.mailer.send(manager, {
        to: account!.email,
        accountId: account!.id,
        locale: account!.locale,
        text: `privacy:mails.${news}`,
        params: {
          name: account!.displayName,
          asker: request.name,
          right: this.translations.text(account!.locale, `privacy:rights.${request.right}.title`),
          date: longDate(request.dueAt, account!.locale),
          link: `${this.settings.publicUrl}${withLocale(account!.locale, `/${area}/droits/${request.id}`)}`,
        },
      });
    }
  }
}
