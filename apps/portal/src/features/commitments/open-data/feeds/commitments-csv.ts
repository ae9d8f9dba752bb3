import { stringify } from 'csv-stringify/sync';
import { hidden } from '../../tables/csv-table.js';
import type { OpenCommitment } from '../open-commitments.service.js';
import { COLUMNS } from './commitments-columns.js';

/** One row a commitment, in UTF-8 with commas (RFC 4180). Texts that a spreadsheet would run are hidden behind a quote. */
export function commitmentsCsv(commitments: readonly OpenCommitment[]): string {
  const rows = commitments.map((one) =>
    COLUMNS.map(({ cell }) => {
      const value = cell(one);
      return typeof value === 'string' ? hidden(value) : value === null ? '' : String(value);
    }),
  );
  return stringify([COLUMNS.map(({ name }) => name), ...rows], { record_delimiter: '\r\n', bom: true });
}
