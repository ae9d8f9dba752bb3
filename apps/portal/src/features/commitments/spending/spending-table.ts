import { stringify } from 'csv-stringify/sync';
import { hidden } from '../tables/csv-table.js';
import { spendingNatures } from './spending-nature.js';
import { writePartners } from './spending-partners.js';
import type { Spending } from './spending.entity.js';
import { writeEuros } from './spending.form.js';

/** Headings of a table of spendings, by field of the form. */
export const SPENDING_COLUMNS = {
  year: 'annee',
  nature: 'nature',
  budget: 'budget',
  amount: 'montant',
  software: 'logiciel',
  partners: 'partage_avec',
  publishedUrl: 'publie_en_retour',
  note: 'methode',
  saving: 'economie',
  savingMethod: 'calcul_economie',
} as const;

export const spendingColumns = {
  required: ['annee', 'nature', 'budget', 'montant'],
  optional: ['action', ...Object.values(SPENDING_COLUMNS).slice(4), 'id_action'],
} as const;

/** The words of the tables, in the order of `spendingNatures`. */
const NATURES = [
  'integration',
  'developpement',
  'formation',
  'administration',
  'hebergement',
  'materiel',
  'licences conservees',
  'licences arretees',
];
const BUDGETS = { investment: 'investissement', running: 'fonctionnement' } as const;

/** The nature that a cell names, with or without accents, in French or as the data has it; else the cell as it is. */
export function natureOf(cell: string): string {
  return spendingNatures[NATURES.indexOf(plain(cell))] ?? cell.trim();
}

export function budgetOf(cell: string): string {
  return Object.entries(BUDGETS).find(([, word]) => word === plain(cell))?.[0] ?? cell.trim();
}

function plain(cell: string): string {
  return cell.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}

/** Spendings as a table that can be imported again; texts that a spreadsheet would run are hidden. */
export function spendingsCsv(lines: readonly Spending[], actionTitles: ReadonlyMap<string, string>): string {
  const headings = [...spendingColumns.required, ...spendingColumns.optional];
  const rows = lines.map((line) => [
    String(line.year),
    NATURES[spendingNatures.indexOf(line.nature)]!,
    BUDGETS[line.budget],
    writeEuros(line.amountCents),
    hidden(line.actionId === null ? '' : (actionTitles.get(line.actionId) ?? '')),
    hidden(line.software),
    hidden(writePartners(line.partners)),
    hidden(line.publishedUrl),
    hidden(line.note),
    writeEuros(line.savingCents),
    hidden(line.savingMethod),
    line.actionId ?? '',
  ]);
  return stringify([headings, ...rows], { delimiter: ';', record_delimiter: '\r\n', bom: true });
}

/** Two rows that can be imported as they are. */
export const SPENDING_EXAMPLE = `annee;nature;budget;montant;logiciel;partage_avec
2024;formation;fonctionnement;4500;LibreOffice;
2025;développement;investissement;12000,50;Ronron;Brest : 25 %`;
