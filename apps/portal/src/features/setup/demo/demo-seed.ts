import { DAY, HOUR, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { Follows } from '../../commitments/following/follows/follows.service.js';
import type { ServiceCircuits } from '../../provisioning/circuits/service-circuits.service.js';
import type { ProvisioningJobs } from '../../provisioning/provisioning-jobs.service.js';
import type { MeetingRooms } from '../../rooms/meeting-rooms.service.js';
import { seedDemoCommitments } from '../../commitments/demo/seed-demo-commitments.js';
import { seedDemoVoices } from '../../commitments/demo/seed-demo-voices.js';
import { seedDemoGatherings } from '../../gatherings/demo/seed-demo-gatherings.js';
import { demoAccounts } from './demo-accounts.js';
import { demoConnections } from './demo-connections.js';
import { demoConversations } from './demo-conversations.js';
import { demoOrganisations } from './demo-organisations.js';
import { demoRepairs } from './demo-repairs.js';
import { demoRequests } from './demo-requests.js';
import { demoRights } from './demo-rights.js';
import { demoRooms } from './demo-rooms.js';
import { demoServices } from './demo-services.js';
import { demoTerritories } from './demo-territories.js';
import { demoUsage } from './demo-usage.js';
import { demoYears } from './demo-years.js';

/** What the parts of the demonstration share while they are made. */
export interface DemoContext {
  readonly manager: EntityManager;
  readonly clock: Clock;
  newId(): string;
  /** A moment so many days (and hours) before now. */
  ago(days: number, hours?: number): Date;
  /** Puts a provisioning job in the queue. */
  enqueue(jobId: string, subscriptionId: string): Promise<void>;
  /** Has a service with an open circuit looked at. */
  probe(serviceId: string): Promise<unknown>;
  readonly seals: DemoSeals;
  /** Hash of the demonstration's one password. */
  readonly passwordHash: string;
}

/** Secrets that nobody knows, sealed or hashed for their tables. */
export interface DemoSeals {
  webhookSecret(serviceId: string): string;
  clientSecret(providerId: string): string;
  applicationSecretHash(): string;
}

/** The parts of the portal that do what rows alone cannot. */
export interface DemoParts {
  readonly jobs: ProvisioningJobs;
  readonly circuits: ServiceCircuits;
  readonly rooms: MeetingRooms;
  readonly follows: Follows;
  readonly seals: DemoSeals;
}

/** Says that the demonstration is there; checked under a lock, so that two starts make one. */
export async function isSeeded(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ seeded: boolean }[]>('SELECT EXISTS (SELECT 1 FROM commune) AS seeded');
  return row!.seeded;
}

/**
 * Fills an empty portal: the commune of Quimper and two neighbours, two structures, a handful of services, people, associations, and
 * requests in every state. All of it is invented; the addresses end in `.example` (RFC 2606).
 */
export async function seedDemo(
  manager: EntityManager,
  clock: Clock,
  randomness: Randomness,
  passwordHash: string,
  { jobs, circuits, rooms, follows, seals }: DemoParts,
): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['ronron demonstration']);
  if (await isSeeded(manager)) return;
  const context: DemoContext = {
    manager,
    clock,
    passwordHash,
    newId: () => newId(clock, randomness),
    enqueue: (jobId, subscriptionId) => jobs.enqueue(manager, jobId, subscriptionId),
    probe: (serviceId) => circuits.probeNow(manager, serviceId),
    seals,
    ago: (days, hours = 0) => new Date(clock.now().getTime() - days * DAY - hours * HOUR),
  };
  const territories = await demoTerritories(context);
  const services = await demoServices(context, territories);
  const accounts = await demoAccounts(context, territories);
  const organisations = await demoOrganisations(context, territories, accounts);
  await demoRequests(context, services, accounts, organisations);
  await demoRooms(context, rooms, services, accounts, organisations);
  await demoUsage(context, services);
  await demoYears(context, services, accounts, organisations);
  await demoRepairs(context, services, accounts, organisations);
  await demoConnections(context, services, organisations);
  await demoConversations(context, services, accounts, organisations);
  await demoRights(context, territories, accounts);
  const { quimper, association } = territories;
  await seedDemoGatherings({ ...context, quimper, association, visio: services.visio });
  await seedDemoCommitments(manager, territories, accounts, clock, context.newId);
  await seedDemoVoices({ ...context, ...accounts, quimper, organisations });
  const { id: accountId, locale } = accounts.resident;
  await follows.begin(manager, { accountId, locale }, { commune: quimper, commitment: null });
}
