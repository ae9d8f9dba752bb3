import { stringify } from 'csv-stringify/sync';
import { hidden } from '../tables/csv-table.js';
import type { Comparison } from './comparison.service.js';

const COLUMNS = [
  'referentiel',
  'mesure',
  'mesure_titre',
  'commune_insee',
  'commune_nom',
  'niveau',
  'statut',
  'en_retard',
  'echeance',
  'url',
] as const;

/** A row for each measure and commune, in UTF-8 with commas (RFC 4180); where nothing was published the row ends after the name. */
export function comparisonCsv({ frameworks }: Comparison, publicUrl: string): string {
  const rows = frameworks.flatMap((framework) =>
    framework.measures.flatMap(({ key, title, cells }) =>
      cells.map(({ commune, glance }) => [
        framework.key,
        key,
        hidden(title),
        commune.inseeCode,
        hidden(commune.name),
        ...(glance === null
          ? ['', '', '', '', '']
          : [
              glance.level,
              glance.status,
              glance.isLate ? 'oui' : 'non',
              glance.deadline ?? '',
              `${publicUrl}/engagements/${commune.slug}/${key}`,
            ]),
      ]),
    ),
  );
  return stringify([[...COLUMNS], ...rows], { record_delimiter: '\r\n', bom: true });
}
