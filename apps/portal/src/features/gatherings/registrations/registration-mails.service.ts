import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Randomness } from '@ronron/kernel';
import { In, IsNull, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { longMeetingTime } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { newLinkToken } from '../../../platform/security/link-token.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import type { Gathering } from '../gathering/gathering.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { untilOf } from '../sessions/until.js';
import { GatheringRegistration } from './gathering-registration.entity.js';

/** What people hear of; each has its texts under `gatherings:mails`. */
export type RegistrationNews =
  | 'confirm'
  | 'already'
  | 'registered'
  | 'waiting'
  | 'movedUp'
  | 'wayChanged'
  | 'removed'
  | 'reminder'
  | 'moved'
  | 'sessionCancelled'
  | 'cancelled'
  | 'opinion';

/** What one mail is about, beside its gathering. */
export interface NewsDetail {
  readonly reason?: string;
  /** Left out: all sessions that are not cancelled. */
  readonly session?: GatheringSession;
}

/** Mails to those who registered: each carries the link by which they see, change or leave. A room's address is in none. */
@Injectable()
export class RegistrationMails implements OnModuleInit {
  constructor(
    private readonly mailer: Mailer,
    private readonly translations: Translations,
    private readonly secrets: SecretBox,
    private readonly sealed: SealedColumns,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.sealed.add({ table: 'gathering_registration', column: 'link_sealed', key: 'id', context: linkContext });
  }

  /** A link for a registration of this id, to be stored. */
  newLink(id: string): Pick<GatheringRegistration, 'linkHash' | 'linkSealed'> {
    const { token, hash } = newLinkToken(this.randomness);
    return { linkHash: hash, linkSealed: this.secrets.seal(token, linkContext(id)) };
  }

  /** The path of its holder's page. */
  path({ id, linkSealed }: Pick<GatheringRegistration, 'id' | 'linkSealed'>): string {
    return `/rendez-vous/inscriptions/${this.secrets.open(linkSealed, linkContext(id))}`;
  }

  /** To one of them, who comes with the account if there is one. */
  async tell(
    manager: EntityManager,
    gathering: Gathering,
    registration: GatheringRegistration,
    news: RegistrationNews,
    { reason = '', session }: NewsDetail = {},
  ): Promise<void> {
    const { account } = registration;
    const locale = account?.locale ?? registration.locale;
    const page = `${this.settings.publicUrl}${withLocale(locale, `/rendez-vous/${gathering.slug}`)}`;
    await this.mailer.send(manager, {
      to: account?.email ?? registration.email!,
      accountId: account?.id ?? null,
      locale,
      text: `gatherings:mails.${news}`,
      params: {
        name: account?.displayName ?? registration.name,
        title: gathering.title,
        when: await this.when(manager, gathering, locale, session),
        where: this.where(gathering, registration, locale),
        link: `${this.settings.publicUrl}${withLocale(locale, this.path(registration))}`,
        page,
        calendar: `${page}.ics`,
        reason,
      },
    });
  }

  /** To everybody who has a place or waits for one. */
  async toAll(
    manager: EntityManager,
    gathering: Gathering,
    news: RegistrationNews,
    detail: NewsDetail = {},
    statuses: readonly ('registered' | 'waiting')[] = ['registered', 'waiting'],
  ): Promise<void> {
    const all = await manager.find(GatheringRegistration, {
      where: { gatheringId: gathering.id, status: In([...statuses]) },
      relations: { account: true },
      order: { id: 'ASC' },
    });
    for (const registration of all) await this.tell(manager, gathering, registration, news, detail);
  }

  /** Its sessions, a line each. */
  private async when(
    manager: EntityManager,
    { id }: Gathering,
    locale: Locale,
    only: GatheringSession | undefined,
  ): Promise<string> {
    const sessions =
      only === undefined
        ? await manager.find(GatheringSession, {
            where: { gatheringId: id, cancelledAt: IsNull() },
            order: { startsAt: 'ASC' },
          })
        : [only];
    return sessions
      .map((session) =>
        this.translations.text(locale, 'gatherings:show.from', {
          start: longMeetingTime(session.startsAt, locale),
          end: untilOf(session, locale),
        }),
      )
      .join('\n');
  }

  private where(gathering: Gathering, { way }: GatheringRegistration, locale: Locale): string {
    if (way === 'online') return this.translations.text(locale, 'gatherings:mails.online');
    const place = [gathering.placeName, gathering.placeAddress].filter((part) => part !== '').join(', ');
    // The way in, for whoever reads it at the door.
    return [place, gathering.placeNotes].filter((part) => part !== '').join('\n\n');
  }
}

function linkContext(id: string): string {
  return `gathering-registration:${id}:link`;
}
