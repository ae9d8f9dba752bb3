import { iconNames } from '../icons.js';
import { tableView } from '../tables/table-view.js';
import { galleryForms } from './gallery-forms.js';

const day = (text: string): Date => new Date(`${text}T09:30:00Z`);

/** What the view `ui/gallery` shows: every component in its states, with sample data (a page for those who build). */
export function galleryModel(): object {
  return {
    ...galleryForms(),
    now: day('2026-03-14'),
    then: day('2026-03-11'),
    icons: iconNames,
    tones: ['neutral', 'info', 'success', 'warning', 'danger'],
    hostile: '<script>alert("bonjour")</script> & compagnie',
    cards: [
      {
        icon: 'note',
        title: 'Pads',
        text: 'Écrire à plusieurs, sans compte pour vos invités.',
        status: 'up',
        statusLabel: 'Fonctionne',
        meta: 'Hébergé par Linux Quimper',
      },
      {
        icon: 'cloud',
        title: 'Espace de fichiers',
        text: 'Vos documents et agendas, 5 Go par habitant, partagés avec qui vous voulez.',
        status: 'degraded',
        statusLabel: 'Ralenti',
        meta: 'Hébergé par Les Hébergeurs du Cap',
      },
      {
        icon: 'video',
        title: 'Visioconférence',
        text: 'Se réunir à distance depuis un simple navigateur.',
        status: 'down',
        statusLabel: 'En panne',
        meta: 'Hébergé par Linux Quimper',
      },
    ],
    tiles: [
      { value: '1 248', label: 'habitants inscrits', hint: '+ 86 depuis janvier' },
      { value: '37', label: 'associations équipées' },
      { value: '2 j', label: 'délai moyen de réponse', hint: 'médiane des 90 derniers jours' },
      { value: '4 / 6', label: 'engagements tenus' },
    ],
    facts: [
      { term: 'Demandeur', value: 'Amicale laïque de Kerfeunteun' },
      { term: 'Référence', value: 'D-2026-0412' },
      { term: 'Hébergeur', value: 'Linux Quimper', href: '/structures/linux-quimper' },
    ],
    history: [
      { at: day('2026-03-02'), title: 'Demande envoyée', status: 'submitted' },
      {
        at: day('2026-03-04'),
        title: 'Précision demandée',
        text: 'Combien de personnes utiliseront l’espace ?',
        status: 'waiting',
      },
      { at: day('2026-03-06'), title: 'Demande acceptée', status: 'approved' },
      { at: day('2026-03-12'), title: 'Sauvegarde en échec', status: 'failed' },
    ],
    messages: [
      {
        author: 'Anne Le Gall',
        at: day('2026-03-02'),
        mine: true,
        text: 'Bonjour,\nnous voudrions un espace partagé pour nos comptes rendus.',
        attachments: [{ name: 'statuts.pdf', href: '/fichiers/1', size: 482_000 }],
      },
      {
        author: 'Yann Kervella',
        role: 'Linux Quimper',
        at: day('2026-03-04'),
        mine: false,
        text: 'Bonjour Anne, combien serez-vous à l’utiliser ?',
      },
    ],
    steps: [
      { label: 'Vos besoins', state: 'done', href: '/demandes/1/besoins' },
      { label: 'Votre association', state: 'current' },
      { label: 'Vérification', state: 'todo' },
    ],
    tabs: [
      { label: 'À traiter', href: '/operateur', current: true, count: 4 },
      { label: 'En attente', href: '/operateur/attente', count: 12 },
      { label: 'Terminées', href: '/operateur/terminees' },
    ],
    tasks: [
      { label: 'Télécharger vos fichiers', done: true },
      {
        label: 'Exporter votre agenda',
        done: false,
        href: '/mes-services/1/export',
        hint: 'Un fichier .ics que tout agenda sait lire.',
      },
    ],
    table: tableView({
      caption: 'Demandes récentes',
      rows: SAMPLE_REQUESTS,
      columns: [
        { label: 'Service', value: (row) => row.service, href: () => '/demandes/1' },
        { label: 'Demandeur', value: (row) => row.who },
        { label: 'État', kind: 'badge', value: (row) => row.label, status: (row) => row.status },
        { label: 'Envoyée le', kind: 'date', value: (row) => row.at },
        { label: 'Espace', kind: 'bytes', value: (row) => row.bytes },
      ],
    }),
    markdown:
      '# Un titre\n\nUn texte **important**, un [lien](https://exemple.fr) et :\n\n- une liste\n- de choses\n\n> Former d’abord.\n\n```\nnpm start\n```',
  };
}

const SAMPLE_REQUESTS = [
  {
    service: 'Espace de fichiers',
    who: 'Amicale laïque',
    status: 'submitted',
    label: 'Envoyée',
    at: day('2026-03-12'),
    bytes: 5e9,
  },
  { service: 'Pads', who: 'Anne Le Gall', status: 'approved', label: 'Acceptée', at: day('2026-03-08'), bytes: 250e6 },
  {
    service: 'Visioconférence',
    who: 'École Diwan',
    status: 'waiting-for-requester',
    label: 'Attend votre réponse',
    at: day('2026-02-27'),
    bytes: null,
  },
  {
    service: 'Listes de diffusion',
    who: 'Collectif du port',
    status: 'refused',
    label: 'Refusée',
    at: day('2026-02-20'),
    bytes: 12e3,
  },
];
