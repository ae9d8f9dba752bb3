import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import {
  DataSource,
  In,
  IsNull,
  LessThan,
  MoreThanOrEqual,
  Not,
  type FindOperator,
  type FindOptionsWhere,
} from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { GatheringMeasure } from '../gathering/gathering-measure.entity.js';
import { holderOf, placesOf, takesRegistrations, waysOf } from '../gathering/gathering-rules.js';
import { Gathering, type GatheringKind, type Way } from '../gathering/gathering.entity.js';
import { GatheringPaper } from '../papers/gathering-paper.entity.js';
import { untilOf } from '../sessions/until.js';
import { calendarOf } from './calendar.js';

export interface ListFilter {
  readonly kind: GatheringKind | null;
  readonly way: Way | null;
  /** A slug, or null for all. */
  readonly commune: string | null;
  readonly past: boolean;
}

/** What is left of one way to attend. */
export interface PlacesLeft {
  readonly way: Way;
  readonly left: number;
  readonly waiting: number;
  /** Who registers now has a place. */
  readonly free: boolean;
}

/** So many on one list: the next ones, or the latest that are over. */
const MOST_LISTED = 100;
/** Calendars keep what is past for a while, so that what was cancelled is heard of. */
const CALENDAR_KEEPS = 180 * DAY;
const MOST_IN_CALENDAR = 500;

/** What the public may read of. */
const PUBLIC = In(['published', 'cancelled', 'held']);

/** Gatherings as the public reads them. */
@Injectable()
export class GatheringViews {
  constructor(
    private readonly database: DataSource,
    private readonly translations: Translations,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** The next first, or the latest first among those that are over. */
  async list({ kind, way, commune, past }: ListFilter): Promise<object[]> {
    const now = this.clock.now();
    const where: FindOptionsWhere<Gathering> = {
      state: past ? PUBLIC : In(['published', 'cancelled']),
      endsAt: past ? LessThan(now) : MoreThanOrEqual(now),
      ...(kind === null ? {} : { kind }),
      ...(commune === null ? {} : { commune: { slug: commune } }),
      ...(way === null ? {} : { [way === 'room' ? 'roomPlaces' : 'onlinePlaces']: MoreThanOrEqual(1) }),
    };
    const found = await this.database.getRepository(Gathering).find({
      where,
      relations: { commune: true, structure: true },
      order: { startsAt: past ? 'DESC' : 'ASC', id: 'ASC' },
      take: MOST_LISTED,
    });
    return found.map((gathering) => this.card(gathering));
  }

  async find(slug: string): Promise<Gathering | null> {
    return this.database.getRepository(Gathering).findOne({
      where: { slug, state: PUBLIC },
      relations: { commune: true, structure: true, sessions: true },
      order: { sessions: { startsAt: 'ASC' } },
    });
  }

  /** What its page shows. */
  async model(gathering: Gathering, locale: Locale): Promise<object> {
    const { id, series, communeId } = gathering;
    const now = this.clock.now();
    const papers = await this.database.getRepository(GatheringPaper).find({
      where: { gatheringId: id },
      relations: { file: true },
      order: { addedAt: 'ASC' },
    });
    return {
      ...this.card(gathering),
      words: gathering.words,
      freeSoftware: gathering.freeSoftware,
      otherSoftware: gathering.otherSoftware,
      trainers: gathering.trainers,
      placeAddress: gathering.placeAddress,
      placeFeatures: gathering.placeFeatures.map((feature) => `gatherings:placeFeatures.${feature}`),
      placeNotes: gathering.placeNotes,
      namesReason: gathering.namesReason,
      minutes: gathering.minutes,
      cameFrom: gathering.cameFrom === '' ? '' : new URL(gathering.cameFrom).host,
      cancelReason: gathering.cancelReason,
      open: takesRegistrations(gathering, now),
      over: gathering.endsAt <= now,
      ways: await this.placesLeft(gathering),
      sessions: gathering.sessions!.map((session) => ({
        ...session,
        until: untilOf(session, locale),
        over: session.endsAt <= now,
        present: session.roomPresent === null && session.onlinePresent === null ? null : presentAt(session),
      })),
      measures: await this.measures(id, communeId, locale),
      series: series === '' ? [] : await this.others(gathering),
      seriesName: series,
      papers: papers.map(({ id: paperId, title, url, file }) => ({
        title,
        href: url,
        path: url === null ? `/rendez-vous/documents/${paperId}` : null,
        size: file?.size ?? null,
      })),
    };
  }

  /** Each way that is offered, with what is left. */
  async placesLeft(gathering: Gathering): Promise<PlacesLeft[]> {
    const rows = await this.database.query<{ way: Way; registered: number; waiting: number }[]>(
      `SELECT way, count(*) FILTER (WHERE status = 'registered')::int AS registered,
              count(*) FILTER (WHERE status = 'waiting')::int AS waiting
       FROM gathering_registration WHERE gathering_id = $1 GROUP BY way`,
      [gathering.id],
    );
    return waysOf(gathering).map((way) => {
      const counted = rows.find((row) => row.way === way);
      const places = placesOf(gathering, way);
      const waiting = counted?.waiting ?? 0;
      const left = Math.max(0, places - (counted?.registered ?? 0));
      return { way, left, waiting, free: left > 0 && waiting === 0 };
    });
  }

  /** The communes for whose residents there are gatherings. */
  async communes(): Promise<{ value: string; label: string }[]> {
    return this.database.query(
      `SELECT slug AS value, name AS label FROM commune
       WHERE EXISTS (SELECT 1 FROM gathering WHERE commune_id = commune.id AND state <> 'draft') ORDER BY name`,
    );
  }

  /** The calendar of one gathering, or of all, or of those for the residents of one commune. */
  async calendar(locale: Locale, slug?: string, commune?: string): Promise<string | null> {
    const gatherings = await this.database.getRepository(Gathering).find({
      where: {
        state: PUBLIC,
        ...(slug === undefined
          ? {
              endsAt: MoreThanOrEqual(new Date(this.clock.now().getTime() - CALENDAR_KEEPS)),
              ...(commune === undefined ? {} : { commune: { slug: commune } }),
            }
          : { slug }),
      },
      relations: { sessions: true },
      order: { startsAt: 'DESC', id: 'ASC', sessions: { startsAt: 'ASC' } },
      take: MOST_IN_CALENDAR,
    });
    if (slug !== undefined && gatherings.length === 0) return null;
    const text = (key: string, params = {}): string => this.translations.text(locale, key, params);
    const host = new URL(this.settings.publicUrl).hostname;
    const entries = gatherings.flatMap((gathering) =>
      gathering.sessions!.map((session, index, all) => ({
        uid: `${session.id}@${host}`,
        sequence: session.sequence,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        updatedAt: session.updatedAt > gathering.updatedAt ? session.updatedAt : gathering.updatedAt,
        cancelled: gathering.state === 'cancelled' || session.cancelledAt !== null,
        title: all.length === 1 ? gathering.title : `${gathering.title} (${index + 1}/${all.length})`,
        place:
          gathering.roomPlaces === null
            ? text('gatherings:calendar.online')
            : [gathering.placeName, gathering.placeAddress].filter((part) => part !== '').join(', '),
        words: [gathering.words, text('gatherings:calendar.software', { software: gathering.freeSoftware })].join(
          '\n\n',
        ),
        url: this.settings.publicUrl + withLocale(locale, `/rendez-vous/${gathering.slug}`),
      })),
    );
    const name = slug === undefined ? text('gatherings:index.title') : gatherings[0]!.title;
    return calendarOf(name, locale, entries);
  }

  private card(gathering: Gathering): object {
    const { id, slug, title, kind, state, startsAt, endsAt, placeName } = gathering;
    const holder = holderOf(gathering);
    return { id, slug, title, kind, state, startsAt, endsAt, placeName, holder, offered: waysOf(gathering) };
  }

  /** The measures that it serves, each with the commune's commitment when one is published. */
  private async measures(gatheringId: string, communeId: string, locale: Locale): Promise<object[]> {
    const linked = await this.database.getRepository(GatheringMeasure).find({
      where: { gatheringId },
      relations: { measure: true },
      order: { measure: { position: 'ASC' } },
    });
    const published = await this.database.query<{ measureId: string; slug: string }[]>(
      `SELECT commitment.measure_id AS "measureId", commune.slug FROM commitment
       JOIN commune ON commune.id = commitment.commune_id
       WHERE commitment.commune_id = $1 AND commitment.published_at IS NOT NULL AND commitment.measure_id = ANY($2)`,
      [communeId, linked.map(({ measureId }) => measureId)],
    );
    return linked.map(({ measureId, measure }) => {
      const commitment = published.find((one) => one.measureId === measureId);
      return {
        title: measure!.title[locale] ?? measure!.title.fr,
        path: commitment === undefined ? null : `/engagements/${commitment.slug}/${measure!.key}`,
      };
    });
  }

  /** The others of its series: the next ones, then the latest that are over. */
  private async others({ id, series, communeId, structureId }: Gathering): Promise<object[]> {
    const find = (endsAt: FindOperator<Date>, startsAt: 'ASC' | 'DESC', take: number): Promise<Gathering[]> =>
      this.database.getRepository(Gathering).find({
        where: { id: Not(id), series, communeId, structureId: structureId ?? IsNull(), state: PUBLIC, endsAt },
        relations: { commune: true, structure: true },
        order: { startsAt },
        take,
      });
    const now = this.clock.now();
    const all = [...(await find(MoreThanOrEqual(now), 'ASC', 8)), ...(await find(LessThan(now), 'DESC', 4))];
    return all.map((one) => this.card(one));
  }
}

function presentAt({
  roomPresent,
  onlinePresent,
}: {
  roomPresent: number | null;
  onlinePresent: number | null;
}): number {
  return (roomPresent ?? 0) + (onlinePresent ?? 0);
}
