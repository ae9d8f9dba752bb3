import { stringify } from 'csv-stringify/sync';
import { hidden } from '../../tables/csv-table.js';
import type { OpenCommitment } from '../open-commitments.service.js';

type Cell = (one: OpenCommitment) => string | number | null;

/** The columns of `/engagements.csv`; new ones come at the end, none changes its meaning. */
const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['id', ({ commitment }) => commitment.id],
  ['commune_insee', ({ commune }) => commune.inseeCode],
  ['commune_nom', ({ commune }) => commune.name],
  ['referentiel', ({ framework }) => framework],
  ['mesure', ({ measure }) => measure],
  ['mesure_titre', ({ glance }) => glance.title],
  ['niveau', ({ commitment }) => commitment.level],
  ['engagement', ({ commitment }) => commitment.words],
  ['statut', ({ commitment }) => commitment.status],
  ['statut_motif', ({ commitment }) => commitment.statusReason],
  ['statut_depuis', ({ commitment }) => commitment.statusSince.toISOString()],
  ['en_retard', ({ glance }) => (glance.isLate ? 'oui' : 'non')],
  ['echeance', ({ commitment }) => commitment.deadline],
  ['echeance_reports', ({ slips }) => slips],
  ['responsable', ({ commitment }) => commitment.accountableName],
  ['responsable_fonction', ({ commitment }) => commitment.accountableRole],
  ['service_municipal', ({ commitment }) => commitment.department],
  ['deliberation_numero', ({ commitment }) => commitment.voteReference],
  ['deliberation_date', ({ commitment }) => commitment.voteOn],
  ['deliberation_vote', ({ commitment }) => commitment.voteResult],
  ['deliberation_url', ({ commitment }) => commitment.voteUrl],
  ['actions_faites', ({ glance }) => glance.actionsDone],
  ['actions_total', ({ glance }) => glance.actions],
  ['derniere_nouvelle', ({ glance }) => glance.lastNewsTitle],
  ['dernier_mouvement', ({ glance }) => glance.lastMoveAt.toISOString()],
  ['mois_sans_nouvelles', ({ glance }) => glance.staleMonths],
  ['depenses_euros', ({ cents }) => (cents / 100).toFixed(2)],
  ['publie_le', ({ commitment }) => commitment.publishedAt!.toISOString()],
  ['url', ({ url }) => url],
];

/** One row a commitment, in UTF-8 with commas (RFC 4180). Texts that a spreadsheet would run are hidden behind a quote. */
export function commitmentsCsv(commitments: readonly OpenCommitment[]): string {
  const rows = commitments.map((one) =>
    COLUMNS.map(([, cell]) => {
      const value = cell(one);
      return typeof value === 'string' ? hidden(value) : value === null ? '' : String(value);
    }),
  );
  return stringify([COLUMNS.map(([name]) => name), ...rows], { record_delimiter: '\r\n', bom: true });
}
