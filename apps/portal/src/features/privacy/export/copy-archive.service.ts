import { Inject, Injectable } from '@nestjs/common';
import type { Templates } from '@ronron/web-ui';
import { strToU8, zipSync, type Zippable } from 'fflate';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS, TEMPLATES } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { longDateTime } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { activities, type ActivityKey } from '../../../platform/privacy/activities.js';
import type { CopiedTable, PersonalCopy } from './personal-copy.service.js';

/** A file on somebody's own computer: no address of ours, nothing fetched. */
const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
article{border-top:1px solid GrayText;padding:.75rem 0}dl{display:grid;grid-template-columns:minmax(8rem,16rem) 1fr;gap:.25rem 1rem;margin:0}
dt{font-weight:600}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}@media(max-width:40rem){dl{display:block}}`;

/** Counters, digests and marks of one version: in the JSON, with the identifiers, and nothing that anybody would read. */
export const FOR_PROGRAMS: ReadonlySet<string> = new Set([
  'appliedRevision',
  'attempts',
  'authorizations',
  'bytesDays',
  'bytesSum',
  'planRevision',
  'position',
  'revision',
  'sha256',
  'synced',
  'ticked',
  'transports',
  'wantedRevision',
]);

interface ReadableValue {
  readonly term: string;
  readonly value: string;
}

/** Makes of a copy a ZIP that people and programs can read: a page in one's language, and JSON. */
@Injectable()
export class CopyArchives {
  constructor(
    @Inject(TEMPLATES) private readonly templates: Templates,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    private readonly translations: Translations,
  ) {}

  archive(copy: PersonalCopy, locale: Locale, at: Date): Buffer {
    const files: Zippable = {
      [locale === 'en' ? 'my-data.html' : 'mes-donnees.html']: strToU8(this.page(copy, locale, at)),
    };
    for (const { name, rows } of copy.tables) {
      files[`json/${name}.json`] = strToU8(`${JSON.stringify(rows, null, 2)}\n`);
    }
    return Buffer.from(zipSync(files, { level: 6, mtime: at }));
  }

  private page(copy: PersonalCopy, locale: Locale, at: Date): string {
    const text = (key: string): string => this.translations.text(locale, key);
    const sections = (Object.keys(activities) as ActivityKey[])
      .map((activity) => ({
        title: text(`privacy:activities.${activity}.title`),
        tables: copy.tables
          .filter((table) => table.activity === activity)
          .map((table) => ({
            title: text(`privacy:tables.${table.name}`),
            count: table.rows.length,
            rows: table.rows.map((row) => ({ values: this.readable(row, copy, locale) })),
          })),
      }))
      .filter(({ tables }) => tables.length > 0);
    const context = { locale, translate: this.translations.for(locale), publicUrl: this.settings.publicUrl };
    const body = this.templates.fragment('privacy/copy', { sections, at }, context);
    const title = text('privacy:copy.title').replace(/[<&]/g, '');
    return `<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>\n`;
  }

  /** What people read: ids are shown by the name of what they point to, or left to the JSON. */
  private readable(row: CopiedTable['rows'][number], { names }: PersonalCopy, locale: Locale): ReadableValue[] {
    return Object.entries(row).flatMap(([property, value]) => {
      const term = `privacy:columns.${property}`;
      const shown = this.translations.has(term) ? this.shown(value, names, locale) : null;
      return shown === null ? [] : [{ term: this.translations.text(locale, term), value: shown }];
    });
  }

  private shown(value: unknown, names: ReadonlyMap<string, string>, locale: Locale): string | null {
    if (value === null || value === '' || value === undefined) return null;
    if (value instanceof Date) return longDateTime(value, locale);
    if (typeof value === 'boolean') return this.translations.text(locale, `privacy:copy.${value ? 'yes' : 'no'}`);
    if (typeof value === 'string')
      return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? (names.get(value) ?? null) : value;
    if (Array.isArray(value)) {
      return value.map((one) => this.shown(one, names, locale) ?? '').join(', ') || null;
    }
    if (typeof value === 'object') {
      const lines = Object.entries(value).map(([key, inner]) => `${key} : ${this.shown(inner, names, locale) ?? '–'}`);
      return lines.join('\n') || null;
    }
    return String(value);
  }
}
