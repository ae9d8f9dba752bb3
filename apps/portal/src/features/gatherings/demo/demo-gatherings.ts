import type { Gathering } from '../gathering/gathering.entity.js';

export interface DemoGathering
  extends
    Pick<Gathering, 'slug' | 'kind' | 'title' | 'words' | 'freeSoftware'>,
    Partial<
      Pick<
        Gathering,
        | 'series'
        | 'otherSoftware'
        | 'trainers'
        | 'placeName'
        | 'placeAddress'
        | 'placeFeatures'
        | 'placeNotes'
        | 'roomPlaces'
        | 'minutes'
      >
    > {
  /** Days from now, negative for the past. */
  readonly sessions: readonly {
    readonly inDays: number;
    readonly minutes: number;
    readonly room?: number;
    readonly onlinePresent?: number;
    readonly agents?: number;
  }[];
  /** Places online. */
  readonly online?: number;
  readonly byAssociation?: true;
  readonly opinions?: readonly (readonly [useful: number, wish: string])[];
}

const LIBRARY = {
  placeName: 'Médiathèque de la Démonstration',
  placeAddress: '3 place de la Démonstration, 29000 Quimper',
} as const;

export const demoGatherings: readonly DemoGathering[] = [
  {
    slug: 'ecrire-et-compter-avec-libreoffice',
    kind: 'training',
    title: 'Écrire et compter avec LibreOffice',
    words:
      'Deux matinées pour les agents de l’accueil et les associations : modèles de courrier, tableaux simples, et enregistrer dans un format que tout le monde sait ouvrir.\n\nApportez un document à vous, nous partirons de là.',
    freeSoftware: 'LibreOffice Writer et Calc, sur Linux Mint',
    otherSoftware: 'Aucun',
    trainers: 'Katell, de Linux Quimper',
    ...LIBRARY,
    placeFeatures: ['step-free', 'accessible-toilets', 'public-transport', 'lent-computers'],
    roomPlaces: 14,
    byAssociation: true,
    minutes:
      'Treize personnes la première matinée, onze la seconde. On a surtout travaillé les **styles** et les modèles de la mairie.\n\nÀ refaire : plus de temps pour les tableaux.',
    sessions: [
      { inDays: -42, minutes: 180, room: 13, agents: 6 },
      { inDays: -35, minutes: 180, room: 11, agents: 5 },
    ],
    opinions: [
      [4, 'Une suite sur les tableaux croisés.'],
      [4, ''],
      [3, 'Commencer un peu plus tard, à cause du car.'],
    ],
  },
  {
    slug: 'naviguer-sans-etre-suivi',
    kind: 'initiation',
    title: 'Naviguer sans être suivi',
    words: 'Une heure et demie pour régler Firefox, comprendre les traceurs et choisir un moteur de recherche.',
    freeSoftware: 'Firefox, uBlock Origin',
    series: 'Les samedis libres',
    ...LIBRARY,
    placeFeatures: ['step-free', 'public-transport'],
    roomPlaces: 20,
    online: 30,
    sessions: [{ inDays: -14, minutes: 90, room: 17, onlinePresent: 9, agents: 2 }],
  },
  {
    slug: 'fete-d-installation-de-linux',
    kind: 'install-party',
    title: 'Fête d’installation de Linux',
    words:
      'Votre ordinateur ralentit ? Il a sans doute encore dix ans devant lui. Venez avec, repartez avec un système libre, à jour et rapide. On peut aussi juste regarder.\n\n**Sauvegardez vos fichiers avant de venir**, ou venez une heure plus tôt : on le fait ensemble.\n\nEn ligne : une démonstration pas à pas, et des réponses à vos questions.',
    freeSoftware: 'Linux Mint, Debian, PrimTux pour les enfants',
    series: 'Les samedis libres',
    trainers: 'les bénévoles de Linux Quimper',
    ...LIBRARY,
    placeFeatures: ['step-free', 'accessible-toilets', 'reserved-parking', 'hearing-loop', 'public-transport'],
    placeNotes: 'Ligne A, arrêt Démonstration. L’entrée sans marche est à gauche, du côté du jardin.',
    roomPlaces: 25,
    online: 40,
    byAssociation: true,
    sessions: [{ inDays: 17, minutes: 240 }],
  },
  {
    slug: 'ou-en-sont-les-engagements',
    kind: 'public-meeting',
    title: 'Où en sont les engagements ?',
    words:
      'La commune présente ce qui avance, ce qui glisse et pourquoi. Vous posez vos questions, dans la salle ou en visio.',
    freeSoftware: 'La visio, les pads et les diaporamas sont libres : Jitsi Meet, Etherpad, LibreOffice Impress',
    placeName: 'Salle du conseil',
    placeAddress: 'Mairie, 29000 Quimper',
    placeFeatures: ['step-free', 'hearing-loop', 'sign-language', 'reserved-parking'],
    roomPlaces: 80,
    online: 75,
    sessions: [{ inDays: 30, minutes: 120 }],
  },
];
