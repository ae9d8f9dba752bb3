import { Injectable } from '@nestjs/common';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { activities, type ActivityKey } from '../../../platform/privacy/activities.js';
import type { DeclaredTable } from '../../../platform/privacy/declare-table.js';
import { register } from './register.js';

/** One activity in words, as people and the commune's data protection officer read it. */
export interface ReadableActivity {
  readonly key: ActivityKey;
  readonly title: string;
  readonly purpose: string;
  readonly basis: string;
  readonly persons: readonly string[];
  readonly data: readonly string[];
  readonly viewers: readonly string[];
  readonly retention: readonly string[];
  readonly columns: readonly {
    readonly table: string;
    readonly column: string;
    readonly data: string;
    readonly retention: string;
  }[];
}

const YEAR = 365;

/** The register in words: the page for everybody and the officer's documents say the same, since both are this. */
@Injectable()
export class RegisterView {
  constructor(private readonly translations: Translations) {}

  /** Activities that hold something of somebody, in the order of the register. */
  activities(locale: Locale): ReadableActivity[] {
    const text = (key: string): string => this.translations.text(locale, key);
    return (Object.keys(activities) as ActivityKey[]).flatMap((key) => {
      const tables = register.filter((table) => table.activity === key && Object.keys(table.personal).length > 0);
      if (tables.length === 0) return [];
      const columns = tables.flatMap((table) =>
        Object.entries(table.personal).map(([column, kind]) => ({
          table: table.entity.name,
          column,
          data: text(`privacy:data.${kind}`),
          retention: this.retention(table, column, locale),
        })),
      );
      const { basis, persons, viewers } = activities[key];
      return {
        key,
        title: text(`privacy:activities.${key}.title`),
        purpose: text(`privacy:activities.${key}.purpose`),
        basis: text(`privacy:basis.${basis}`),
        persons: persons.map((one) => text(`privacy:persons.${one}`)),
        data: unique(columns.map(({ data }) => data)),
        viewers: viewers.map((one) => text(`privacy:viewers.${one}`)),
        retention: unique(columns.map(({ retention }) => retention)),
        columns,
      };
    });
  }

  private retention(table: DeclaredTable, column: string, locale: Locale): string {
    const text = (key: string, params?: object): string =>
      this.translations.text(locale, `privacy:retention.${key}`, { ...params });
    if (table.activity === 'legal-retention') return text('law');
    if (table.publicMandate?.includes(column)) return text('mandate');
    // Hashes of keys that are over within hours.
    if (table.erasure === undefined) return text('minutes');
    const rule = table.retention?.find(
      ({ days, clear }) => days > 0 && (clear === undefined || clear.includes(column)),
    );
    const whole = table.erasure.some((step) => 'delete' in step);
    const otherwise = text(whole ? 'account' : 'history');
    if (rule === undefined) return otherwise;
    const length =
      rule.days >= YEAR ? text('years', { count: Math.floor(rule.days / YEAR) }) : text('days', { count: rule.days });
    return rule.where === undefined ? text('atMost', { length }) : text('orSooner', { length, otherwise });
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
