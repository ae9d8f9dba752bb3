import { INVENTED, type DemoCommitment } from './demo-commitment.js';

/** Of what residents get: training, hosting, schools. */
export const demoResidents: readonly DemoCommitment[] = [
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
