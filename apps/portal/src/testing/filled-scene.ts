import type { PageClient } from '@ronron/testing';
import { randomUUID } from 'node:crypto';
import type { Account } from '../features/accounts/account.entity.js';
import { CollectiveProposal } from '../features/commitments/proposals/collective-proposal.entity.js';
import { Commitment } from '../features/commitments/promises/commitment.entity.js';
import { ResidentQuestion } from '../features/commitments/questions/resident-question.entity.js';
import { Plan } from '../features/catalogue/plans/plan.entity.js';
import { Invitation } from '../features/organisations/joining/invitation.entity.js';
import { JoinRequest } from '../features/organisations/joining/join-request.entity.js';
import { Membership } from '../features/organisations/membership.entity.js';
import { ProvisioningJob } from '../features/provisioning/provisioning-job.entity.js';
import { MeetingRooms } from '../features/rooms/meeting-rooms.service.js';
import { ServiceRequest } from '../features/requests/service-request.entity.js';
import { SetupLinks } from '../features/setup/first-run/setup-links.service.js';
import { Subscription } from '../features/subscriptions/subscription.entity.js';
import { StructureMember } from '../features/territories/structure-member.entity.js';
import { aCommitment } from './commitment-scene.js';
import { aGathering } from './gathering-scene.js';
import type { TestPortal } from './portal-harness.js';
import { aService, anOrganisation, QUESTIONS } from './request-scene.js';

/** One of everything that addresses name, and somebody who may call every route. */
export interface FilledScene {
  readonly account: Account;
  readonly client: PageClient;
  /** The address of a route with what is really there in place of its parameters. */
  pathOf(route: string): string;
}

/** @param known somebody from an earlier scene who is still signed in; else a new account with every role signs in. */
export async function fillScene(portal: TestPortal, known?: FilledScene): Promise<FilledScene> {
  const commune = await portal.commune();
  const structure = await portal.structure();
  const account =
    known?.account ?? (await portal.account({ operatorOf: structure.id, editorOf: commune.id, administrator: true }));
  const client = known?.client ?? (await portal.signIn(account));
  const { manager } = portal.database;
  const createdAt = portal.clock.now();
  const updatedAt = createdAt;
  const id = (): string => portal.newId();

  const asked = await aService(portal);
  const given = await aService(portal, {
    accessMode: 'open',
    questions: [] as never,
    connectorId: 'jitsi',
    connectorSettings: { url: 'https://visio.example', authentication: 'none' } as never,
  });
  const other = await portal.account();
  const organisation = await anOrganisation(portal, [
    [account, 'owner'],
    [other, 'member'],
  ]);
  const request = id();
  await manager.insert(ServiceRequest, {
    id: request,
    serviceId: asked.id,
    accountId: account.id,
    status: 'submitted',
    answers: { people: '12', space: '20 Go', purpose: 'Les comptes rendus' },
    askedQuestions: QUESTIONS as never,
    submittedAt: createdAt,
    readyAt: createdAt,
    createdAt,
    updatedAt,
  });
  const subscription = id();
  await manager.insert(Subscription, {
    id: subscription,
    serviceId: given.id,
    accountId: account.id,
    status: 'active',
    handle: { version: 1, subscriptionId: subscription, state: 'active' } as never,
    provisionedAt: createdAt,
    startedAt: createdAt,
    updatedAt,
  });
  const room = await manager.transaction((inside) =>
    portal.app
      .get(MeetingRooms)
      .create(
        inside,
        { serviceId: given.id, subscriptionId: subscription, createdById: account.id },
        { name: 'Bureau', opensAt: null, closesAt: null, lobby: false },
      ),
  );
  const job = id();
  await manager.insert(ProvisioningJob, {
    id: job,
    subscriptionId: subscription,
    status: 'dead',
    revision: 1,
    createdAt,
  });
  const plan = id();
  await manager.insert(Plan, {
    id: plan,
    serviceId: asked.id,
    name: 'Découverte',
    price: 'free',
    isDefault: true,
    position: 1,
    createdAt,
    updatedAt,
  });
  const structureMember = id();
  await manager.insert(StructureMember, {
    id: structureMember,
    structureId: structure.id,
    email: `${structureMember}@example.org`,
    createdAt,
  });
  const invitation = id();
  await manager.insert(Invitation, {
    id: invitation,
    organisationId: organisation.id,
    hash: randomUUID(),
    email: 'nolwenn@example.org',
    role: 'member',
    expiresAt: new Date(createdAt.getTime() + 86_400_000),
    createdAt,
  });
  const joinRequest = id();
  await manager.insert(JoinRequest, {
    id: joinRequest,
    organisationId: organisation.id,
    accountId: (await portal.account()).id,
    message: 'Je suis la nouvelle trésorière.',
    status: 'waiting',
    createdAt,
  });
  const membership = await manager.findOneByOrFail(Membership, {
    organisationId: organisation.id,
    accountId: other.id,
  });
  const setupToken = new URL(await portal.app.get(SetupLinks).create()).pathname.split('/').at(-1)!;

  const gathering = await aGathering(portal);

  const commitment =
    (await manager.findOneBy(Commitment, { measure: { key: 'schools' }, communeId: commune.id })) ??
    (await aCommitment(portal, 'schools'));
  const question = id();
  await manager.insert(ResidentQuestion, {
    id: question,
    commitmentId: commitment.id,
    askerId: account.id,
    shownAs: 'woman',
    body: 'Quand les écoles seront-elles équipées ?',
    state: 'published',
    askedAt: createdAt,
    publishedAt: createdAt,
    decidedAt: createdAt,
  });
  const proposal = id();
  await manager.insert(CollectiveProposal, {
    id: proposal,
    communeId: commune.id,
    measureId: commitment.measureId,
    organisationId: organisation.id,
    title: 'Équiper aussi les maternelles',
    body: 'Dès la rentrée.',
    publishedAt: createdAt,
  });

  /** By the part of the address before the parameter, then by the parameter's own name. */
  const things: Readonly<Record<string, string>> = {
    'demandes :id': request,
    'travaux :id': job,
    'services :id': asked.id,
    'services :slug': asked.slug,
    'mes-services :id': subscription,
    'salles :room': room.id,
    'salles :token': portal.app.get(MeetingRooms).guestPath(room)!.split('/').at(-1)!,
    'structures :id': structure.id,
    'structures :slug': structure.slug,
    'accueil :structure': structure.id,
    'acces :id': subscription,
    'formules :plan': plan,
    'adherents :memberId': structureMember,
    'communes :id': commune.id,
    'organisations :id': organisation.id,
    'membres :membre': membership.id,
    'invitations :invitation': invitation,
    'adhesions :demande': joinRequest,
    'installation :token': setupToken,
    'rendez-vous :id': gathering.id,
    'rendez-vous :slug': gathering.slug,
    'questions :name': 'people',
    'questions :id': question,
    'cahier :id': proposal,
    'propositions :proposal': proposal,
    'engagements :commune': commune.slug,
    'quimper :measure': 'schools',
    'textes :kind': 'terms',
    'versions :version': '1',
  };
  return {
    account,
    client,
    pathOf: (route) => {
      const parts = route.split('/');
      return parts
        .map((part, at) => (part.startsWith(':') ? (things[`${parts[at - 1]} ${part}`] ?? randomUUID()) : part))
        .join('/')
        .replace('*', 'x');
    },
  };
}
