import { HOUR } from '@ronron/kernel';
import type { Account } from '../../accounts/account.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { RequestEvent } from '../../requests/request-event.entity.js';
import type { RequestStatus } from '../../requests/request-status.js';
import { ServiceRequest } from '../../requests/service-request.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

interface DemoRequest {
  readonly service: Service;
  readonly by: Account;
  readonly organisation?: Organisation;
  readonly status: RequestStatus;
  /** Days ago that it was made, and hours until it was decided. */
  readonly days: number;
  readonly hours?: number;
  readonly answers?: Record<string, string>;
  readonly reason?: string;
  readonly alternative?: Service;
  readonly messages?: readonly { readonly side: 'requester' | 'operator'; readonly text: string }[];
  readonly waitingList?: boolean;
}

/** Requests in every state, with the subscriptions that the approved ones made, and one job that failed for good. */
export async function demoRequests(
  context: DemoContext,
  { pads, cloud, visio, lists }: DemoServices,
  { resident, asso, operator, neighbours }: DemoAccounts,
  { dance, gardens, school }: DemoOrganisations,
): Promise<void> {
  const answers = { people: '12', space: '20 Go', purpose: 'Les comptes rendus du bureau et les photos des stages.' };
  const requests: DemoRequest[] = [
    { service: pads, by: resident, status: 'approved', days: 120, hours: 0 },
    { service: pads, by: asso, organisation: dance, status: 'approved', days: 90, hours: 0 },
    {
      service: cloud,
      by: resident,
      status: 'submitted',
      days: 2,
      answers: { people: '1', space: '5 Go', purpose: 'Garder mes papiers.' },
    },
    {
      service: cloud,
      by: asso,
      organisation: dance,
      status: 'waiting-for-requester',
      days: 6,
      answers,
      messages: [
        {
          side: 'operator',
          text: 'Bonjour ! Vos photos de stages montrent-elles des enfants ? Si oui, avez-vous l’accord des parents ?',
        },
      ],
    },
    { service: visio, by: resident, status: 'draft', days: 1, answers: { people: '8' } },
    {
      service: visio,
      by: asso,
      organisation: dance,
      status: 'approved',
      days: 60,
      hours: 20,
      answers: { people: '20' },
    },
    {
      service: cloud,
      by: neighbours[3]!,
      organisation: gardens,
      status: 'refused',
      days: 40,
      hours: 50,
      answers: { ...answers, space: '100 Go' },
      reason:
        'Nous n’avons pas 100 Go libres cet automne. Les pads vous permettent de partager vos plannings dès aujourd’hui ; redemandez 20 Go quand vous voulez.',
      alternative: pads,
    },
    { service: cloud, by: neighbours[4]!, status: 'withdrawn', days: 30, hours: 12, answers },
    { service: visio, by: neighbours[5]!, status: 'expired', days: 75, hours: 720, answers: { people: '5' } },
    {
      service: cloud,
      by: neighbours[2]!,
      organisation: school,
      status: 'approved',
      days: 50,
      hours: 30,
      answers: { ...answers, people: '9' },
    },
    {
      service: lists,
      by: neighbours[0]!,
      organisation: dance,
      status: 'approved',
      days: 45,
      hours: 26,
      answers: { name: 'eostig' },
    },
    {
      service: lists,
      by: neighbours[3]!,
      organisation: gardens,
      status: 'submitted',
      days: 9,
      answers: { name: 'jardins' },
      waitingList: true,
    },
    ...neighbours.slice(4, 8).map((by, index): DemoRequest => ({
      service: visio,
      by,
      status: 'approved',
      days: 20 + index * 7,
      hours: 8 + index * 9,
      answers: { people: '6' },
    })),
    ...neighbours.slice(5, 8).map((by, index): DemoRequest => ({
      service: cloud,
      by,
      status: 'approved',
      days: 60 - index * 8,
      hours: 20,
      answers: { people: '1', space: '5 Go', purpose: 'Mes papiers et mes photos.' },
    })),
    { service: visio, by: neighbours[1]!, status: 'submitted', days: 4, answers: { people: '30' } },
  ];
  for (const request of requests) await insertRequest(context, request, operator);
}

async function insertRequest(context: DemoContext, request: DemoRequest, operator: Account): Promise<void> {
  const { manager, newId, ago } = context;
  const made = ago(request.days);
  const decided = request.hours === undefined ? null : new Date(made.getTime() + request.hours * HOUR);
  const isDecision = request.status === 'approved' || request.status === 'refused';
  const id = newId();
  await manager.insert(ServiceRequest, {
    id,
    serviceId: request.service.id,
    accountId: request.by.id,
    organisationId: request.organisation?.id ?? null,
    status: request.status,
    answers: request.answers ?? {},
    askedQuestions: request.service.questions as never,
    submittedAt: request.status === 'draft' ? null : made,
    waitingListSince: request.waitingList ? made : null,
    decidedAt: isDecision ? decided : null,
    decidedById: isDecision && request.service.accessMode !== 'open' ? operator.id : null,
    reason: request.reason ?? null,
    alternativeServiceId: request.alternative?.id ?? null,
    version: 1,
    createdAt: made,
    updatedAt: decided ?? made,
  });
  const event = (
    at: Date,
    side: RequestEvent['side'],
    actor: Account | null,
    status: RequestStatus | null,
    message = '',
  ): Promise<unknown> =>
    manager.insert(RequestEvent, {
      id: newId(),
      requestId: id,
      at,
      actorId: actor?.id ?? null,
      side,
      status,
      message,
      internal: false,
    });
  await event(made, 'requester', request.by, request.status === 'draft' ? 'draft' : 'submitted');
  for (const [index, message] of (request.messages ?? []).entries()) {
    const at = new Date(made.getTime() + (index + 5) * HOUR);
    const status = request.status === 'waiting-for-requester' ? request.status : null;
    await event(at, message.side, message.side === 'operator' ? operator : request.by, status, message.text);
  }
  if (decided === null) return;
  const decider = { approved: 'operator', refused: 'operator', withdrawn: 'requester', expired: 'portal' }[
    request.status as 'approved'
  ] as RequestEvent['side'];
  await event(
    decided,
    decider,
    decider === 'operator' ? operator : decider === 'requester' ? request.by : null,
    request.status,
    request.reason ?? '',
  );
  if (request.status === 'approved') await insertSubscription(context, request, id, decided);
}

async function insertSubscription(
  { manager, newId, enqueue }: DemoContext,
  request: DemoRequest,
  requestId: string,
  at: Date,
): Promise<void> {
  const id = newId();
  // One repair waits for an operator: the school's space could not be made.
  const failed = request.organisation?.kind === 'school';
  await manager.insert(Subscription, {
    id,
    serviceId: request.service.id,
    accountId: request.organisation === undefined ? request.by.id : null,
    organisationId: request.organisation?.id ?? null,
    requestId,
    status: 'active',
    quota: request.service.defaultQuota,
    wantedRevision: 1,
    appliedRevision: 0,
    provisionedAt: null,
    startedAt: at,
    updatedAt: at,
  });
  const jobId = newId();
  await manager.insert(ProvisioningJob, {
    id: jobId,
    subscriptionId: id,
    status: failed ? 'dead' : 'queued',
    revision: 1,
    attempts: failed ? 12 : 0,
    failureReason: failed ? 'timeout' : null,
    failureDetail: failed ? 'The service did not answer within 20 seconds.' : '',
    startedAt: failed ? at : null,
    finishedAt: failed ? new Date(at.getTime() + 24 * HOUR) : null,
    createdAt: at,
  });
  if (!failed) await enqueue(jobId, id);
}
