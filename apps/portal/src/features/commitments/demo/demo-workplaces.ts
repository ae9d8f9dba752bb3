import { INVENTED, type DemoCommitment } from './demo-commitment.js';

/** On the computers that the commune keeps itself: its services', its servers and its public rooms'. */
export const demoWorkplaces: readonly DemoCommitment[] = [
  {
    measure: 'free-software-in-services',
    level: 2,
    words: `Chaque service municipal écrira, calculera et échangera avec des logiciels libres, et publiera en formats ouverts. ${INVENTED}`,
    accountable: 'Adjointe au numérique (démonstration)',
    department: 'Direction des systèmes d’information',
    deadline: -400,
    status: 'under-way',
    statusDays: 260,
    actions: [
      { title: 'Recenser les logiciels de chaque service', state: 'done', due: 300 },
      { title: 'Installer LibreOffice sur les 640 postes', state: 'done', due: 120 },
      {
        title: 'Convertir les modèles de courriers',
        state: 'under-way',
        due: -60,
        milestones: [
          { title: 'Les vingt modèles les plus utilisés', due: 30, reached: 34 },
          { title: 'Les modèles de l’état civil', due: -30 },
        ],
      },
      { title: 'Publier les délibérations en OpenDocument', state: 'planned', due: -200 },
    ],
    updates: [
      {
        days: 280,
        title: 'L’inventaire est fini',
        body: `Trente-deux services ont répondu. La liste est publique. ${INVENTED}`,
        evidence: [
          { kind: 'document', caption: 'L’inventaire des logiciels', url: 'https://quimper.example/inventaire' },
        ],
      },
      {
        days: 38,
        title: 'LibreOffice est sur tous les postes',
        body: `Les 640 postes ont LibreOffice. Trois métiers gardent une licence : ils sont dans les dépenses. ${INVENTED}`,
        evidence: [{ kind: 'photograph', caption: 'Un poste de l’accueil après l’installation' }],
        correction: {
          before: 'Les 640 postes ont LibreOffice, et plus aucun autre logiciel.',
          reason: 'Trois métiers gardent une licence : le premier texte l’oubliait.',
        },
      },
    ],
    indicator: {
      name: 'Documents échangés en format ouvert',
      unit: '%',
      base: 18,
      target: 90,
      source: 'Échantillon de 200 documents par trimestre, tiré au hasard par la direction des systèmes d’information.',
      values: [
        [330, 18],
        [240, 27],
        [150, 44],
        [60, 61],
      ],
    },
    spending: [
      { nature: 'integration', budget: 'investment', euros: 14_500, yearsAgo: 1, software: 'LibreOffice' },
      {
        nature: 'training',
        budget: 'running',
        euros: 18_200,
        yearsAgo: 0,
        software: 'LibreOffice',
        note: 'Deux jours pour 210 agents.',
      },
      {
        nature: 'licences-kept',
        budget: 'running',
        euros: 21_600,
        yearsAgo: 0,
        note: 'Trois métiers : urbanisme, finances, état civil.',
      },
      { nature: 'licences-ended', budget: 'running', euros: 31_000, yearsAgo: 1 },
    ],
  },
  {
    measure: 'free-operating-systems',
    level: 1,
    words: `Tous les serveurs sous GNU/Linux, puis les postes des services volontaires. ${INVENTED}`,
    accountable: 'Adjointe au numérique (démonstration)',
    department: 'Direction des systèmes d’information',
    deadline: -170,
    status: 'late',
    reason: 'Le marché de maintenance n’a reçu aucune réponse : il est relancé, découpé en lots plus petits.',
    statusDays: 45,
    slip: { from: 60, on: 90, reason: 'Le marché de maintenance est à relancer.' },
    actions: [
      { title: 'Passer les serveurs de fichiers sous Debian', state: 'done', due: 200 },
      { title: 'Relancer le marché de maintenance', state: 'under-way', due: 10 },
      { title: 'Équiper vingt postes volontaires', state: 'planned', due: -150 },
    ],
    updates: [
      {
        days: 205,
        title: 'Six serveurs sur quatorze sont passés sous Debian',
        body: `Les serveurs de fichiers et d’impression ont changé de système en deux nuits. ${INVENTED}`,
        evidence: [
          { kind: 'document', caption: 'Le compte rendu de la migration', url: 'https://quimper.example/migration' },
        ],
      },
      {
        days: 44,
        title: 'Personne n’a répondu au marché',
        body: `Nous le découpons et nous le relançons. ${INVENTED}`,
      },
    ],
    indicator: {
      name: 'Serveurs sous un système libre',
      unit: 'serveurs',
      base: 2,
      target: 14,
      source: 'Inventaire de la direction des systèmes d’information.',
      values: [
        [360, 2],
        [200, 6],
        [30, 6],
      ],
    },
    spending: [
      { nature: 'administration', budget: 'running', euros: 16_000, yearsAgo: 1, software: 'Debian' },
      { nature: 'hardware', budget: 'investment', euros: 9_400, yearsAgo: 1 },
    ],
  },
  {
    measure: 'public-digital-spaces',
    level: 3,
    words: `Les trois espaces publics numériques fonctionnent entièrement avec une distribution libre. ${INVENTED}`,
    accountable: 'Adjoint aux quartiers (démonstration)',
    department: 'Vie des quartiers',
    deadline: 40,
    status: 'achieved',
    reason: 'Les trois espaces ont ouvert avec leur nouvelle distribution.',
    statusDays: 50,
    actions: [
      { title: 'Équiper l’espace de Kermoysan', state: 'done', due: 220 },
      { title: 'Équiper l’espace de Penhars', state: 'done', due: 150 },
      { title: 'Équiper l’espace du centre', state: 'done', due: 60 },
    ],
    updates: [
      {
        days: 52,
        title: 'Le troisième espace a ouvert',
        body: `Vingt-quatre postes, tous sous une distribution libre, et des tutoriels imprimés. ${INVENTED}`,
        evidence: [{ kind: 'photograph', caption: 'La salle de l’espace du centre' }],
      },
    ],
    indicator: {
      name: 'Postes publics sous une distribution libre',
      unit: 'postes',
      base: 0,
      target: 24,
      source: 'Comptés par les animateurs.',
      values: [
        [300, 0],
        [220, 8],
        [150, 15],
        [52, 24],
      ],
    },
    spending: [
      { nature: 'integration', budget: 'investment', euros: 6_800, yearsAgo: 1, software: 'Emmabuntüs' },
      { nature: 'training', budget: 'running', euros: 3_900, yearsAgo: 0, note: 'Animateurs et bénévoles.' },
    ],
  },
];
