import type { DemoCommitment } from './demo-commitment.js';

const INVENTED = '*Exemple inventé pour la démonstration.*';

/** Invented from end to end: offices instead of names, round figures, addresses in `.example`. */
export const demoCommitments: readonly DemoCommitment[] = [
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
  {
    measure: 'training-first',
    level: 2,
    words: `Toute initiation proposée par la ville se fait d’abord avec des logiciels libres. La formation n’est jamais la variable d’ajustement. ${INVENTED}`,
    accountable: 'Adjoint à l’éducation populaire (démonstration)',
    department: 'Vie associative',
    deadline: -300,
    status: 'started',
    statusDays: 230,
    actions: [
      { title: 'Former les animateurs', state: 'done', due: 230 },
      { title: 'Ouvrir un atelier par mois dans chaque quartier', state: 'planned', due: -20 },
    ],
    updates: [
      {
        days: 228,
        title: 'Huit animateurs formés',
        body: `Ils ouvriront les ateliers de quartier. ${INVENTED}`,
        evidence: [
          { kind: 'document', caption: 'Le programme de la formation', url: 'https://quimper.example/formation' },
        ],
      },
      {
        days: 2,
        title: 'Les dates des ateliers',
        body: `À compléter avec les maisons de quartier. ${INVENTED}`,
        draft: true,
      },
    ],
    spending: [
      {
        nature: 'training',
        budget: 'running',
        euros: 7_500,
        yearsAgo: 1,
        partners: [{ name: 'Ergué-Gabéric', percent: 25 }],
        note: 'Session commune.',
      },
    ],
  },
  {
    measure: 'local-hosting',
    level: 2,
    words: `La ville soutient les structures locales du modèle CHATONS et ouvre ce portail aux habitants et aux associations. ${INVENTED}`,
    accountable: 'Adjointe au numérique (démonstration)',
    department: 'Vie associative',
    deadline: -220,
    status: 'under-way',
    statusDays: 150,
    actions: [
      { title: 'Voter une convention avec les structures', state: 'done', due: 160 },
      { title: 'Ouvrir le portail des services', state: 'done', due: 20 },
      { title: 'Accueillir cent associations', state: 'under-way', due: -200 },
    ],
    updates: [
      {
        days: 158,
        title: 'La convention est votée',
        body: `Trois ans, avec un bilan public chaque année. ${INVENTED}`,
        evidence: [
          { kind: 'deliberation', caption: 'La délibération', url: 'https://quimper.example/deliberations/2026-04' },
        ],
      },
      {
        days: 12,
        title: 'Le portail est ouvert',
        body: `Habitants et associations demandent leurs services en ligne. ${INVENTED}`,
        evidence: [{ kind: 'press', caption: 'L’annonce dans le bulletin', url: 'https://quimper.example/bulletin' }],
      },
    ],
    live: [
      {
        source: 'active-accounts',
        name: 'Comptes actifs',
        unit: 'comptes',
        method: 'Comptes de la commune, confirmés, ouverts au moins une fois depuis un an.',
      },
      {
        source: 'services',
        name: 'Services proposés',
        unit: 'services',
        method: 'Services publiés par une structure active et ouverts à la commune.',
      },
    ],
    indicator: {
      name: 'Associations accompagnées',
      unit: 'associations',
      base: 0,
      target: 100,
      source: 'Compté par les structures à la fin de chaque trimestre.',
      values: [
        [150, 0],
        [75, 9],
        [15, 23],
      ],
    },
    spending: [
      {
        nature: 'hosting',
        budget: 'running',
        euros: 12_000,
        yearsAgo: 0,
        partners: [{ name: 'Ergué-Gabéric', percent: 25 }],
      },
      {
        nature: 'development',
        budget: 'investment',
        euros: 8_000,
        yearsAgo: 0,
        software: 'Ronron',
        publishedUrl: 'https://code.example/ronron',
        note: 'Forfait de vingt jours ; le code est publié.',
      },
    ],
  },
  {
    measure: 'schools',
    level: 1,
    words: `Chaque école qui renouvelle ses ordinateurs les reçoit avec PrimTux, et un enseignant formé. ${INVENTED}`,
    accountable: 'Adjointe aux écoles (démonstration)',
    department: 'Direction de l’enfance',
    deadline: -300,
    status: 'announced',
    statusDays: 75,
    actions: [
      { title: 'Choisir deux écoles volontaires', state: 'done', due: 40 },
      { title: 'Former un enseignant par école', state: 'planned', due: -90 },
      { title: 'Équiper les deux premières écoles', state: 'planned', due: -150 },
    ],
    updates: [
      {
        days: 38,
        title: 'Deux écoles se sont portées volontaires',
        body: 'Les conseils d’école ont dit oui. Les enseignants essaient PrimTux sur un poste chacun jusqu’à Noël.',
        evidence: [
          {
            kind: 'document',
            caption: 'Compte rendu du conseil d’école',
            url: 'https://quimper.example/ecoles/compte-rendu',
          },
        ],
      },
    ],
    indicator: {
      name: 'Écoles équipées',
      unit: 'écoles',
      base: 0,
      target: 12,
      source: 'Direction de l’enfance',
      values: [
        [75, 0],
        [10, 0],
      ],
    },
    spending: [
      {
        nature: 'training',
        budget: 'running',
        euros: 1200,
        yearsAgo: 0,
        note: 'Une journée de découverte pour six enseignants',
      },
    ],
  },
];
