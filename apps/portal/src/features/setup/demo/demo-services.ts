import type { RequestQuestion } from '../../catalogue/request-question.js';
import { Service } from '../../catalogue/service.entity.js';
import { Software } from '../../catalogue/software.entity.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoTerritories } from './demo-territories.js';

export interface DemoServices {
  readonly pads: Service;
  readonly cloud: Service;
  readonly visio: Service;
  readonly polls: Service;
  readonly lists: Service;
}

const GIGABYTE = 1000 ** 3;

const CLOUD_QUESTIONS: readonly RequestQuestion[] = [
  { name: 'people', kind: 'number', label: 'Combien de personnes s’en serviront ?', required: true, min: 1, max: 500 },
  {
    name: 'space',
    kind: 'choice',
    label: 'De quelle place avez-vous besoin ?',
    required: true,
    options: ['5 Go', '20 Go', '100 Go'],
  },
  {
    name: 'purpose',
    kind: 'long-text',
    label: 'Pour quoi faire ?',
    hint: 'Quelques mots suffisent : les comptes rendus du bureau, les photos du club…',
    required: true,
  },
  { name: 'start', kind: 'date', label: 'À partir de quand ?', required: false },
];

const IN_QUIMPER =
  'Dans le local de l’association, place de la Démonstration à Quimper, sur une machine qui lui appartient.';
const BACKUPS =
  'Chaque nuit, chiffrées, gardées 30 jours dans un second local à Ergué-Gabéric. Une restauration est essayée chaque trimestre.';

export async function demoServices(context: DemoContext, territories: DemoTerritories): Promise<DemoServices> {
  const { manager, newId, ago } = context;
  const software = (name: string, licence: string, website: string, sourceUrl: string): Software =>
    manager.create(Software, { id: newId(), name, licence, website, sourceUrl });
  const etherpad = software(
    'Etherpad',
    'Apache-2.0',
    'https://etherpad.org/',
    'https://github.com/ether/etherpad-lite',
  );
  const nextcloud = software(
    'Nextcloud',
    'AGPL-3.0-or-later',
    'https://nextcloud.com/',
    'https://github.com/nextcloud/server',
  );
  const jitsi = software('Jitsi Meet', 'Apache-2.0', 'https://jitsi.org/', 'https://github.com/jitsi/jitsi-meet');
  const framadate = software(
    'Framadate',
    'CECILL-B',
    'https://framadate.org/',
    'https://framagit.org/framasoft/framadate/framadate',
  );
  const mailman = software('Mailman', 'GPL-3.0-or-later', 'https://list.org/', 'https://gitlab.com/mailman/mailman');
  // Nobody runs these yet: they wait on the shelf for whoever adds a service.
  const waiting = [
    software('HedgeDoc', 'AGPL-3.0-only', 'https://hedgedoc.org/', 'https://github.com/hedgedoc/hedgedoc'),
    software('CryptPad', 'AGPL-3.0-or-later', 'https://cryptpad.org/', 'https://github.com/cryptpad/cryptpad'),
    software('PeerTube', 'AGPL-3.0-or-later', 'https://joinpeertube.org/', 'https://github.com/Chocobozzz/PeerTube'),
    software('Mobilizon', 'AGPL-3.0-or-later', 'https://mobilizon.org/', 'https://framagit.org/kaihuri/mobilizon'),
  ];
  await manager.insert(Software, [etherpad, nextcloud, jitsi, framadate, mailman, ...waiting] as never);

  const service = (
    values: Partial<Service> & Pick<Service, 'slug' | 'name' | 'summary' | 'softwareId' | 'structureId'>,
  ): Service =>
    manager.create(Service, {
      id: newId(),
      softwareVersion: '',
      description: '',
      needs: [],
      audiences: ['residents', 'organisations'],
      address: `https://${values.slug}.demo.example/`,
      accessMode: 'open',
      state: 'operational',
      stateNote: '',
      capacity: null,
      defaultQuota: null,
      dataLocation: IN_QUIMPER,
      backupPolicy: BACKUPS,
      eligibleCommunes: [],
      eligibleKinds: [],
      alternativeHelp:
        'L’espace public numérique de Quimper vous aide à trouver un autre service, sur place ou au 02 98 00 00 00.',
      questions: [],
      connectorId: 'dummy',
      connectorSettings: { url: `https://${values.slug}.demo.example`, behaviour: 'ok' },
      connectorSecrets: null,
      approvedHosts: [],
      allowPrivateHosts: false,
      published: true,
      createdAt: ago(380),
      updatedAt: ago(20),
      ...values,
    });
  const { association, cooperative } = territories;
  const pads = service({
    slug: 'pads',
    name: 'Les pads de Linux Quimper',
    summary: 'Écrire à plusieurs le même texte, en même temps, depuis n’importe quel navigateur.',
    description:
      'Un **pad** est une page blanche partagée : chacun écrit, chaque personne a sa couleur, rien ne se perd.\n\nIdéal pour un compte rendu, un ordre du jour, une lettre à plusieurs mains.',
    structureId: association.id,
    softwareId: etherpad.id,
    softwareVersion: '1.8.14',
    needs: ['write'],
    accessMode: 'open',
  });
  const cloud = service({
    slug: 'cloud',
    name: 'Le nuage de Cornouaille',
    summary: 'Ranger, retrouver et partager ses fichiers, ses agendas et ses contacts.',
    description:
      'Vos fichiers restent à Quimper et vous suivent partout. Pour une association : un espace commun, que le prochain bureau retrouvera.\n\n*Dans cette démonstration, ce service est un décor : aucun fichier n’y est réellement stocké.*',
    structureId: cooperative.id,
    softwareId: nextcloud.id,
    softwareVersion: '32.0.2',
    needs: ['store', 'share', 'organise'],
    accessMode: 'on-request',
    capacity: 6,
    defaultQuota: 5 * GIGABYTE,
    dataLocation: 'Dans le centre de données de la coopérative, à Quimper.',
    questions: [...CLOUD_QUESTIONS],
  });
  const visio = service({
    slug: 'visio',
    name: 'Les visios de Cornouaille',
    summary: 'Se réunir à distance, sans rien installer.',
    description:
      'Des salles à votre nom, avec leurs horaires. Vous envoyez un lien, vos invités entrent sans compte.\n\n*Dans cette démonstration, ce service est un décor : les salles se créent, mais aucune visio n’est derrière.*',
    structureId: cooperative.id,
    softwareId: jitsi.id,
    softwareVersion: 'stable-10184',
    needs: ['meet'],
    accessMode: 'on-request',
    state: 'degraded',
    stateByHand: true,
    connectorId: 'jitsi',
    connectorSettings: { url: 'https://visio.demo.example', authentication: 'none' },
    stateNote: 'Le son peut être haché aux heures de pointe : un second serveur arrive en décembre.',
    questions: [
      { name: 'people', kind: 'number', label: 'Combien de personnes au plus ?', required: true, min: 2, max: 75 },
    ],
  });
  const polls = service({
    slug: 'sondages',
    name: 'Les sondages de Linux Quimper',
    summary: 'Trouver une date, choisir ensemble.',
    structureId: association.id,
    softwareId: framadate.id,
    softwareVersion: '1.2',
    needs: ['organise'],
    accessMode: 'without-account',
    connectorId: 'link',
    connectorSettings: { url: 'https://sondages.demo.example' },
  });
  const lists = service({
    slug: 'listes',
    name: 'Les listes de Linux Quimper',
    summary: 'Écrire à tous les membres d’une association en un seul courriel.',
    structureId: association.id,
    softwareId: mailman.id,
    softwareVersion: '3.3',
    needs: ['communicate'],
    audiences: ['organisations'],
    eligibleKinds: ['association', 'collective'],
    accessMode: 'on-request',
    capacity: 1,
    state: 'down',
    stateByHand: true,
    stateNote: 'Nous changeons de machine : les listes reviennent bientôt.',
    connectorSettings: { url: 'https://listes.demo.example', behaviour: 'fail-always' },
    approvedHosts: ['listes.demo.example'],
    intake: 'limited',
    intakeNote: 'Une liste à la fois, le temps de changer de machine.',
    questions: [{ name: 'name', kind: 'short-text', label: 'Quel nom pour la liste ?', required: true }],
  });
  await manager.insert(Service, [pads, cloud, visio, polls, lists] as never);
  return { pads, cloud, visio, polls, lists };
}
