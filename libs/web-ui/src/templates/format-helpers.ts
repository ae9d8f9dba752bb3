import { dateWords } from '@ronron/kernel';
import type { HelperOptions } from 'handlebars';
import type { Locale } from '../page-context.js';
import { escape, Html } from './html.js';
import { surroundings } from './surroundings.js';

const TAGS: Readonly<Record<Locale, string>> = { fr: 'fr-FR', en: 'en-GB', br: 'br-FR' };

/** A portal serves one territory: every time is that of metropolitan France. */
const ZONE = 'Europe/Paris';

type When = Date | string | number | null | undefined;

const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function remembered<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => Format): Format {
  const known = formatters.get(key) ?? make();
  formatters.set(key, known);
  return known as Format;
}

/** `12 mars 2026`; with `time`, `12 mars 2026 à 14:05`. */
export function formatDate(locale: Locale, when: Date, time: boolean): string {
  const options: Intl.DateTimeFormatOptions = time ? { dateStyle: 'long', timeStyle: 'short' } : { dateStyle: 'long' };
  const format = remembered(
    `date ${locale} ${time}`,
    () => new Intl.DateTimeFormat(TAGS[locale], { ...options, timeZone: ZONE }),
  );
  return dateWords(format, when);
}

/** `samedi 12 mars 2026 à 14:05`: for what people put into their week. */
export function formatMeeting(locale: Locale, when: Date): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'full', timeStyle: 'short', timeZone: ZONE };
  return dateWords(
    remembered(`meeting ${locale}`, () => new Intl.DateTimeFormat(TAGS[locale], options)),
    when,
  );
}

/** `14:05`. */
export function formatTime(locale: Locale, when: Date): string {
  return remembered(
    `time ${locale}`,
    () => new Intl.DateTimeFormat(TAGS[locale], { timeStyle: 'short', timeZone: ZONE }),
  ).format(when);
}

export function formatNumber(locale: Locale, value: number, options: Intl.NumberFormatOptions = {}): string {
  return remembered(
    `number ${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(TAGS[locale], options),
  ).format(value);
}

/** `1,5 Go`: powers of 1000, as disks and offers are sold. */
export function formatBytes(locale: Locale, bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3)));
  return formatNumber(locale, bytes / 1000 ** power, {
    style: 'unit',
    unit: units[power]!,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
}

/** `1 200 €`, cents only where there are some. */
export function formatMoney(locale: Locale, euros: number): string {
  const minimumFractionDigits = Number.isInteger(euros) ? 0 : 2;
  return formatNumber(locale, euros, {
    style: 'currency',
    currency: 'EUR',
    minimumFractionDigits,
    maximumFractionDigits: 2,
  });
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `il y a 3 jours`, seen from `now`. */
export function formatAgo(locale: Locale, when: Date, now: Date): string {
  const seconds = (when.getTime() - now.getTime()) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(TAGS[locale], { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

/** A day without a time (`2026-03-12`) is that day wherever the server stands. */
function toDate(when: When): Date | null {
  if (when === null || when === undefined || when === '') return null;
  const date =
    typeof when === 'string' && /^\d{4}-\d\d-\d\d$/.test(when) ? new Date(`${when}T12:00:00Z`) : new Date(when);
  return Number.isNaN(date.getTime()) ? null : date;
}

function timeElement(when: When, write: (date: Date) => string): Html {
  const date = toDate(when);
  if (date === null) return new Html('', '');
  const text = write(date);
  const machine = typeof when === 'string' && when.length === 10 ? when : date.toISOString();
  return new Html(`<time datetime="${machine}">${escape(text)}</time>`, text);
}

const localeOf = (options: HelperOptions): Locale => surroundings(options).page.locale;

/** An absent number shows nothing; a numeric column of PostgreSQL arrives as text. */
function numeric(value: unknown, write: (value: number) => string): string {
  if (value === null || value === undefined || value === '') return '';
  return write(Number(value));
}

export const formatHelpers = {
  date: (when: When, options: HelperOptions): Html =>
    timeElement(when, (date) => formatDate(localeOf(options), date, false)),
  dateTime(when: When, options: HelperOptions): Html {
    const { weekday } = options.hash as { weekday?: boolean };
    return timeElement(when, (date) =>
      weekday ? formatMeeting(localeOf(options), date) : formatDate(localeOf(options), date, true),
    );
  },
  time: (when: When, options: HelperOptions): Html => timeElement(when, (date) => formatTime(localeOf(options), date)),
  sameDay(one: When, other: When): boolean {
    const [first, second] = [toDate(one), toDate(other)];
    return first !== null && second !== null && formatDate('en', first, false) === formatDate('en', second, false);
  },
  /** {{ago message.at now=now}}: `now` comes from the model, pages have no clock. */
  ago(when: When, options: HelperOptions): Html {
    const now = toDate((options.hash as { now?: When }).now);
    if (now === null) throw new Error('{{ago}} needs now=');
    return timeElement(when, (date) => formatAgo(localeOf(options), date, now));
  },
  number: (value: unknown, options: HelperOptions): string =>
    numeric(value, (parsed) => formatNumber(localeOf(options), parsed)),
  bytes: (value: unknown, options: HelperOptions): string =>
    numeric(value, (parsed) => formatBytes(localeOf(options), parsed)),
  money: (value: unknown, options: HelperOptions): string =>
    numeric(value, (parsed) => formatMoney(localeOf(options), parsed)),
  percent: (value: unknown, options: HelperOptions): string =>
    numeric(value, (parsed) => formatNumber(localeOf(options), parsed, { style: 'percent', maximumFractionDigits: 0 })),
};
