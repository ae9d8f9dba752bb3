import { stringify } from 'csv-stringify/sync';
import { taggedPdf } from '../../../platform/files/tagged-pdf.js';
import type { Officer } from './data-protection-officer.service.js';
import type { ReadableActivity } from './register-view.service.js';

/** The record of processing activities that RGPD article 30.1 asks of a controller. */
export interface Article30 {
  readonly title: string;
  readonly date: string;
  readonly controller: string;
  readonly officer: Officer;
  readonly activities: readonly ReadableActivity[];
  /** Texts of the document by name, e.g. `purpose`: see `privacy:article30.fields`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly transfers: string;
  readonly security: string;
  readonly lang: string;
}

/** One line for each personal column. Semicolons and a mark of UTF-8, as spreadsheets set to French expect; no cell is a formula. */
export function article30Csv(record: Article30): Buffer {
  const { fields, controller, officer, transfers, security } = record;
  const header = [
    ...['activity', 'purpose', 'basis', 'persons', 'data', 'table', 'column', 'retention', 'viewers'],
    ...['transfers', 'security', 'controller', 'officer'],
  ];
  const rows = record.activities.flatMap((activity) =>
    activity.columns.map(({ table, column, data, retention }) => [
      activity.title,
      activity.purpose,
      activity.basis,
      activity.persons.join(', '),
      data,
      table,
      column,
      retention,
      activity.viewers.join(', '),
      transfers,
      security,
      controller,
      contactOf(officer),
    ]),
  );
  const text = stringify([header.map((name) => fields[name] ?? name), ...rows], {
    delimiter: ';',
    bom: true,
    escape_formulas: true,
    record_delimiter: '\r\n',
  });
  return Buffer.from(text);
}

/** The same as a tagged document: headings and paragraphs that a screen reader finds its way by (PDF 1.7, 14.8). */
export async function article30Pdf(record: Article30): Promise<Buffer> {
  const { title, fields, lang } = record;
  return taggedPdf({ title, author: record.controller, lang }, ({ write, gap }) => {
    write('H1', 'bold', 20, title);
    write('P', 'plain', 11, record.date);
    write('P', 'plain', 11, `${fields['controller']} : ${record.controller}`);
    write('P', 'plain', 11, `${fields['officer']} : ${contactOf(record.officer) || '–'}`);
    for (const activity of record.activities) {
      gap(0.6);
      write('H2', 'bold', 14, activity.title);
      const facts: [string, string][] = [
        ['purpose', activity.purpose],
        ['basis', activity.basis],
        ['persons', activity.persons.join(', ')],
        ['data', activity.data.join(' ; ')],
        ['viewers', activity.viewers.join(', ')],
        ['retention', activity.retention.join(' ; ')],
        ['transfers', record.transfers],
        ['security', record.security],
      ];
      for (const [name, value] of facts) write('P', 'plain', 10, `${fields[name]} : ${value}`);
    }
  });
}

function contactOf({ name, email }: Officer): string {
  return [name, email].filter((text) => text !== '').join(', ');
}
