import type { ProposalDecision } from '../proposals/proposal-answer.entity.js';
import type { AskerName } from '../questions/resident-question.entity.js';

/** A question of the demonstration; days are counted back from today, people are places in the list of neighbours. */
export interface DemoQuestion {
  readonly measure: string;
  readonly by: number;
  readonly shownAs: AskerName;
  readonly body: string;
  readonly days: number;
  readonly joined?: readonly number[];
  /** Not read by an editor yet. */
  readonly pending?: true;
  /** Newest last. */
  readonly answers?: readonly { readonly days: number; readonly body: string; readonly reason?: string }[];
}

export interface DemoProposal {
  readonly measure: string;
  readonly organisation: 'dance' | 'gardens';
  readonly title: string;
  readonly body: string;
  readonly days: number;
  readonly supporters: readonly number[];
  readonly answers?: readonly {
    readonly days: number;
    readonly decision: ProposalDecision;
    readonly body: string;
    /** The measure of the commitment that carries it out. */
    readonly carriedOutBy?: string;
  }[];
}

export const demoQuestions: readonly DemoQuestion[] = [
  {
    measure: 'schools',
    by: 0,
    shownAs: 'first-name',
    body: 'Mes enfants sont à l’école de Kervao. Leur école aura-t-elle des ordinateurs libres elle aussi, et quand ?',
    days: 58,
    joined: [1, 3, 4, 6],
    answers: [
      {
        days: 46,
        body: 'Oui. Kervao fait partie des écoles équipées **à la rentrée**. Une réunion avec les parents aura lieu avant l’été.',
      },
      {
        days: 21,
        body: 'Oui. Kervao fait partie des écoles équipées **aux vacances d’automne**. Une réunion avec les parents aura lieu avant.',
        reason: 'La livraison des postes a été décalée de deux mois.',
      },
    ],
  },
  {
    measure: 'schools',
    by: 4,
    shownAs: 'woman',
    body: 'Qui aidera les enseignantes et les enseignants le jour où un poste ne démarre plus ?',
    days: 23,
    joined: [0, 5],
  },
  {
    measure: 'free-operating-systems',
    by: 5,
    shownAs: 'man',
    body: 'Le marché de maintenance est resté sans réponse. Que fera la commune si le second l’est aussi ?',
    days: 34,
    joined: [0, 1, 3, 6, 7],
  },
  {
    measure: 'training-first',
    by: 6,
    shownAs: 'first-name',
    body: 'Les ateliers seront-ils aussi ouverts le soir, pour celles et ceux qui travaillent ?',
    days: 30,
    joined: [4],
    answers: [{ days: 27, body: 'Un atelier sur deux aura lieu à 18 h 30, à partir du mois prochain.' }],
  },
  {
    measure: 'training-first',
    by: 1,
    shownAs: 'woman',
    body: 'Peut-on venir avec son propre ordinateur portable ?',
    days: 2,
    pending: true,
  },
];

export const demoProposals: readonly DemoProposal[] = [
  {
    measure: 'local-hosting',
    organisation: 'gardens',
    title: 'Une visio libre pour toutes les réunions de quartier',
    body: 'Nos réunions se tiennent le soir. Une partie du quartier ne peut pas se déplacer.\n\nNous demandons qu’une **salle de visio du portail** soit ouverte à chaque conseil de quartier, avec le compte rendu publié.',
    days: 55,
    supporters: [0, 1, 4, 5, 6, 7],
    answers: [
      { days: 41, decision: 'study', body: 'La cellule numérique teste une salle avec le conseil de Kermoysan.' },
      {
        days: 12,
        decision: 'accepted',
        body: 'Chaque conseil de quartier aura sa salle à partir de janvier.',
        carriedOutBy: 'local-hosting',
      },
    ],
  },
  {
    measure: 'public-digital-spaces',
    organisation: 'dance',
    title: 'Ouvrir l’espace numérique du centre le samedi matin',
    body: 'Nos bénévoles travaillent en semaine. Un samedi sur deux suffirait.',
    days: 23,
    supporters: [2, 3, 4],
  },
  {
    measure: 'free-software-in-services',
    organisation: 'gardens',
    title: 'Recevoir les formulaires dans un format ouvert',
    body: 'Les demandes de subvention sont à remplir dans un format que nos logiciels abîment.',
    days: 50,
    supporters: [0, 3],
    answers: [
      {
        days: 32,
        decision: 'refused',
        body: 'Ces formulaires viennent de l’État : la commune ne peut pas les changer. Nous proposons en échange un **modèle OpenDocument** à joindre.',
      },
    ],
  },
];
