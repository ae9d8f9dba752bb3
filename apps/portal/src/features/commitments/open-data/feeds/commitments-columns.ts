import { commitmentStatuses } from '../../commitment-status.js';
import type { OpenCommitment } from '../open-commitments.service.js';

/** A field of Table Schema (https://specs.frictionlessdata.io/table-schema/), without its name. */
export interface ColumnField {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime';
  readonly format?: 'uri';
  readonly description: string;
  readonly example: string;
  readonly constraints?: Readonly<Record<string, unknown>>;
  readonly trueValues?: readonly string[];
  readonly falseValues?: readonly string[];
}

export interface Column extends ColumnField {
  readonly name: string;
  readonly cell: (one: OpenCommitment) => string | number | null;
}

const REQUIRED = { required: true };
const COUNTED = { required: true, minimum: 0 };

/** The columns of `/engagements.csv`, as the file holds them and as its schema describes them; new ones come at the end, none changes its meaning. */
export const COLUMNS: readonly Column[] = [
  {
    name: 'id',
    type: 'string',
    description: 'Identifiant de l’engagement ; il ne change jamais.',
    example: '0198f2b6-5c1e-7c3a-9d10-2f4b6a8c0e11',
    constraints: { ...REQUIRED, unique: true, pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
    cell: ({ commitment }) => commitment.id,
  },
  {
    name: 'commune_insee',
    type: 'string',
    description: 'Code officiel géographique de la commune.',
    example: '29232',
    constraints: { ...REQUIRED, pattern: '^([013-9]\\d|2[AB1-9])\\d{3}$' },
    cell: ({ commune }) => commune.inseeCode,
  },
  {
    name: 'commune_nom',
    type: 'string',
    description: 'Nom de la commune.',
    example: 'Quimper',
    constraints: REQUIRED,
    cell: ({ commune }) => commune.name,
  },
  {
    name: 'referentiel',
    type: 'string',
    description: 'Clé du programme dont vient la mesure ; /api/v1/referentiels les décrit.',
    example: 'pacte-transition-2020',
    constraints: REQUIRED,
    cell: ({ framework }) => framework,
  },
  {
    name: 'mesure',
    type: 'string',
    description: 'Clé de la mesure dans son programme.',
    example: 'schools',
    constraints: REQUIRED,
    cell: ({ measure }) => measure,
  },
  {
    name: 'mesure_titre',
    type: 'string',
    description: 'Titre de la mesure, en français.',
    example: 'Équiper les écoles d’une distribution adaptée',
    constraints: REQUIRED,
    cell: ({ glance }) => glance.title,
  },
  {
    name: 'niveau',
    type: 'integer',
    description: 'Niveau d’engagement, de 1 à 3.',
    example: '2',
    constraints: { ...REQUIRED, minimum: 1, maximum: 3 },
    cell: ({ commitment }) => commitment.level,
  },
  {
    name: 'engagement',
    type: 'string',
    description: 'La promesse, dans les mots de la commune (Markdown).',
    example: 'Chaque école qui renouvelle ses ordinateurs les reçoit avec PrimTux.',
    constraints: REQUIRED,
    cell: ({ commitment }) => commitment.words,
  },
  {
    name: 'statut',
    type: 'string',
    description: 'Où en est l’engagement : annoncé, commencé, en cours, en retard, tenu ou abandonné.',
    example: 'under-way',
    constraints: { ...REQUIRED, enum: [...commitmentStatuses] },
    cell: ({ commitment }) => commitment.status,
  },
  {
    name: 'statut_motif',
    type: 'string',
    description: 'Pourquoi il en est là ; toujours présent pour un retard ou un abandon déclaré.',
    example: 'Le marché de maintenance n’a reçu aucune réponse.',
    cell: ({ commitment }) => commitment.statusReason,
  },
  {
    name: 'statut_depuis',
    type: 'datetime',
    description: 'Depuis quand il a ce statut (UTC).',
    example: '2026-10-12T08:30:00Z',
    constraints: REQUIRED,
    cell: ({ commitment }) => moment(commitment.statusSince),
  },
  {
    name: 'en_retard',
    type: 'boolean',
    description: 'La commune le dit en retard, ou son échéance est passée sans qu’il soit tenu ni abandonné.',
    example: 'non',
    constraints: REQUIRED,
    trueValues: ['oui'],
    falseValues: ['non'],
    cell: ({ glance }) => (glance.isLate ? 'oui' : 'non'),
  },
  {
    name: 'echeance',
    type: 'date',
    description: 'Jour pour lequel il est promis ; vide quand la commune n’en a pas donné.',
    example: '2027-12-31',
    cell: ({ commitment }) => commitment.deadline,
  },
  {
    name: 'echeance_reports',
    type: 'integer',
    description: 'Combien de fois l’échéance a été déplacée ou retirée.',
    example: '1',
    constraints: COUNTED,
    cell: ({ slips }) => slips,
  },
  {
    name: 'responsable',
    type: 'string',
    description: 'Élu ou élue responsable.',
    example: 'Adjointe au numérique',
    constraints: REQUIRED,
    cell: ({ commitment }) => commitment.accountableName,
  },
  {
    name: 'responsable_fonction',
    type: 'string',
    description: 'Fonction de cette personne.',
    example: 'Troisième adjointe',
    cell: ({ commitment }) => commitment.accountableRole,
  },
  {
    name: 'service_municipal',
    type: 'string',
    description: 'Service qui conduit l’engagement.',
    example: 'Direction des systèmes d’information',
    cell: ({ commitment }) => commitment.department,
  },
  {
    name: 'deliberation_numero',
    type: 'string',
    description: 'Numéro de la délibération.',
    example: '2026-04-12',
    cell: ({ commitment }) => commitment.voteReference,
  },
  {
    name: 'deliberation_date',
    type: 'date',
    description: 'Jour du vote.',
    example: '2026-04-09',
    cell: ({ commitment }) => commitment.voteOn,
  },
  {
    name: 'deliberation_vote',
    type: 'string',
    description: 'Résultat du vote.',
    example: 'À l’unanimité',
    cell: ({ commitment }) => commitment.voteResult,
  },
  {
    name: 'deliberation_url',
    type: 'string',
    format: 'uri',
    description: 'Où lire la délibération.',
    example: 'https://commune.example/deliberations/2026-04-12',
    cell: ({ commitment }) => commitment.voteUrl,
  },
  {
    name: 'actions_faites',
    type: 'integer',
    description: 'Actions faites.',
    example: '2',
    constraints: COUNTED,
    cell: ({ glance }) => glance.actionsDone,
  },
  {
    name: 'actions_total',
    type: 'integer',
    description: 'Actions annoncées, sans celles qui sont abandonnées.',
    example: '4',
    constraints: COUNTED,
    cell: ({ glance }) => glance.actions,
  },
  {
    name: 'derniere_nouvelle',
    type: 'string',
    description: 'Titre de la dernière nouvelle publiée.',
    example: 'LibreOffice est sur tous les postes',
    cell: ({ glance }) => glance.lastNewsTitle,
  },
  {
    name: 'dernier_mouvement',
    type: 'datetime',
    description: 'Dernière nouvelle ou dernier changement de statut (UTC).',
    example: '2026-10-19T14:00:00Z',
    constraints: REQUIRED,
    cell: ({ glance }) => moment(glance.lastMoveAt),
  },
  {
    name: 'mois_sans_nouvelles',
    type: 'integer',
    description: 'Depuis combien de mois rien n’a bougé, quand c’est trop long ; vide autrement.',
    example: '7',
    constraints: { minimum: 1 },
    cell: ({ glance }) => glance.staleMonths,
  },
  {
    name: 'depenses_euros',
    type: 'number',
    description: 'Total des dépenses publiées, en euros.',
    example: '85300.00',
    constraints: COUNTED,
    cell: ({ cents }) => (cents / 100).toFixed(2),
  },
  {
    name: 'publie_le',
    type: 'datetime',
    description: 'Quand l’engagement a été rendu public (UTC).',
    example: '2025-11-26T09:00:00Z',
    constraints: REQUIRED,
    cell: ({ commitment }) => moment(commitment.publishedAt!),
  },
  {
    name: 'url',
    type: 'string',
    format: 'uri',
    description: 'Page de l’engagement.',
    example: 'https://services.commune.example/engagements/quimper/schools',
    constraints: REQUIRED,
    cell: ({ url }) => url,
  },
];

/** To the second: the only form that Table Schema takes for a moment. */
function moment(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
