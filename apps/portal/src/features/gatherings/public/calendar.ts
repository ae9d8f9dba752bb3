import { HOUR } from '@ronron/kernel';
import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** A session as calendars know it. */
export interface CalendarEntry {
  /** Stable for good (RFC 5545, 3.8.4.7). */
  readonly uid: string;
  readonly sequence: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly updatedAt: Date;
  readonly cancelled: boolean;
  readonly title: string;
  readonly place: string;
  readonly words: string;
  /** Where the gathering is told of; never where its room is. */
  readonly url: string;
}

/**
 * Gatherings as an iCalendar object (RFC 5545), hours in UTC so that no zone has to be described. What is cancelled stays in it:
 * calendars that know it must hear so.
 */
export function calendarOf(name: string, language: string, entries: readonly CalendarEntry[]): string {
  const calendar = new ICalCalendar({
    name,
    prodId: { company: 'Ronron', product: 'portail', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    // In seconds: how often subscribers come back for changes.
    ttl: HOUR / 1000,
  });
  for (const entry of entries) {
    calendar.createEvent({
      id: entry.uid,
      sequence: entry.sequence,
      start: entry.startsAt,
      end: entry.endsAt,
      stamp: entry.updatedAt,
      lastModified: entry.updatedAt,
      summary: entry.title,
      location: entry.place,
      description: entry.words,
      url: entry.url,
      status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
