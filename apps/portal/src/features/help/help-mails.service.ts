import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../platform/i18n/locales.js';
import { Translations } from '../../platform/i18n/translations.js';
import { Mailer } from '../../platform/mail/mailer.js';
import type { Account } from '../accounts/account.entity.js';
import { RolesService } from '../roles/roles.service.js';
import type { HelpConversation } from './help-conversation.entity.js';

/** Where whoever answers finds a conversation: operators in their area, administrators in theirs. */
export function deskPath(structureId: string | null): string {
  return structureId === null ? '/admin/aide' : '/operateur/aide';
}

/** Tells both sides of a conversation that something was written, with a link by which to answer. */
@Injectable()
export class HelpMails {
  constructor(
    private readonly mailer: Mailer,
    private readonly roles: RolesService,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** A visitor's link. What was written is not quoted: the address may be somebody else's. */
  async received(manager: EntityManager, conversation: HelpConversation, key: string): Promise<void> {
    await this.toAsker(manager, conversation, 'help:mails.received', key, {});
  }

  async answered(
    manager: EntityManager,
    conversation: HelpConversation,
    key: string | null,
    answer: string,
  ): Promise<void> {
    await this.toAsker(manager, conversation, 'help:mails.answered', key, { answer });
  }

  async closed(manager: EntityManager, conversation: HelpConversation, key: string | null): Promise<void> {
    await this.toAsker(manager, conversation, 'help:mails.closed', key, {});
  }

  /** To those who want to know at once. `asker`: the name to show. */
  async toDesk(manager: EntityManager, conversation: HelpConversation, asker: string, message: string): Promise<void> {
    for (const { account, notify } of await this.desk(manager, conversation.structureId)) {
      if (notify !== 'at-once') continue;
      await this.write(manager, account!, 'help:mails.toDesk', {
        asker: asker === '' ? this.translations.text(account!.locale, 'help:visitor') : asker,
        kind: this.translations.text(account!.locale, `help:kinds.${conversation.kind}`),
        subject: conversation.subject,
        message,
        link: this.link(account!.locale, `${deskPath(conversation.structureId)}/${conversation.id}`),
      });
    }
  }

  /** To those who want one mail a day: how many wait. */
  async digest(manager: EntityManager, structureId: string | null, count: number): Promise<void> {
    for (const { account, notify } of await this.desk(manager, structureId)) {
      if (notify !== 'daily') continue;
      await this.write(manager, account!, 'help:mails.digest', {
        count,
        link: this.link(account!.locale, deskPath(structureId)),
      });
    }
  }

  private desk(
    manager: EntityManager,
    structureId: string | null,
  ): Promise<{ account?: Account; notify: 'at-once' | 'daily' | 'never' }[]> {
    return structureId === null ? this.roles.administrators(manager) : this.roles.operatorsOf(manager, structureId);
  }

  private async toAsker(
    manager: EntityManager,
    conversation: HelpConversation,
    text: string,
    key: string | null,
    params: Record<string, string>,
  ): Promise<void> {
    const { account } = conversation;
    const locale = account?.locale ?? conversation.locale;
    const query = key === null ? '' : `?cle=${key}`;
    await this.mailer.send(manager, {
      to: account?.email ?? conversation.email!,
      accountId: account?.id ?? null,
      locale,
      text,
      params: {
        ...params,
        subject: conversation.subject,
        link: this.link(locale, `/aide/${conversation.id}${query}`),
      },
    });
  }

  private async write(
    manager: EntityManager,
    account: Account,
    text: string,
    params: Record<string, string | number>,
  ): Promise<void> {
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text,
      params: { name: account.displayName, ...params },
    });
  }

  private link(locale: Locale, path: string): string {
    return `${this.settings.publicUrl}${withLocale(locale, path)}`;
  }
}
