import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { RANDOMNESS, SETTINGS } from '../../../../platform/config/tokens.js';
import { withLocale } from '../../../../platform/i18n/locales.js';
import { Translations } from '../../../../platform/i18n/translations.js';
import { Mailer } from '../../../../platform/mail/mailer.js';
import { newLinkToken } from '../../../../platform/security/link-token.js';
import { SealedColumns } from '../../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../../platform/security/secret-box.js';
import { nameOf, pathOf, targetOf } from './follow-target.js';
import type { Follow } from './follow.entity.js';

/** What people hear of; each has its texts under `commitments:following.mails`. */
export type FollowNews = 'confirm' | 'already' | 'moved';

/** Mails to those who follow: each carries the link by which they see what they follow, and end it. */
@Injectable()
export class FollowMails implements OnModuleInit {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    private readonly secrets: SecretBox,
    private readonly sealed: SealedColumns,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'follow', column: 'link_sealed', key: 'id', context: linkContext });
  }

  /** A link for a follow of this id, to be stored. */
  newLink(id: string): Pick<Follow, 'linkHash' | 'linkSealed'> {
    const { token, hash } = newLinkToken(this.randomness);
    return { linkHash: hash, linkSealed: this.secrets.seal(token, linkContext(id)) };
  }

  /** The path of its holder's page. */
  path(follow: Pick<Follow, 'id' | 'linkSealed'>): string {
    return `/suivis/${this.token(follow)}`;
  }

  /** @param follow with its account and what it follows (`WITH_TARGET`) */
  async tell(
    manager: EntityManager,
    follow: Follow,
    news: FollowNews,
    params: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    const { account } = follow;
    const locale = account?.locale ?? follow.locale;
    const { publicUrl } = this.settings;
    const target = targetOf(follow);
    const name = nameOf(target, locale);
    await this.mailer.send(manager, {
      to: account?.email ?? follow.email!,
      accountId: account?.id ?? null,
      locale,
      text: `commitments:following.mails.${news}`,
      params: {
        ...params,
        what: this.translations.text(locale, name.key, name.params),
        link: publicUrl + withLocale(locale, this.path(follow)),
        page: publicUrl + withLocale(locale, pathOf(target)),
      },
      // Before it is confirmed there is nothing to end.
      ...(news === 'confirm' ? {} : { unsubscribeUrl: `${publicUrl}/api/v1/suivis/${this.token(follow)}` }),
    });
  }

  private token({ id, linkSealed }: Pick<Follow, 'id' | 'linkSealed'>): string {
    return this.secrets.open(linkSealed, linkContext(id));
  }
}

function linkContext(id: string): string {
  return `follow:${id}:link`;
}
