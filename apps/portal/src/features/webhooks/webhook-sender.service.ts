import { createHttpClient, failed } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock, Logger, Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { ApiOperations } from '../../platform/api/api-operations.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { MOST_ATTEMPTS, retryDelay } from '../../platform/jobs/retry-delay.js';
import { ServiceCircuits } from '../provisioning/circuits/service-circuits.service.js';
import { Subjects } from '../sso/clients/subjects.service.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { WebhookDeliveries, DELIVER_WEBHOOK } from './webhook-deliveries.service.js';
import { WebhookDelivery, type SubscriptionThen } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { failureOf, isOfNetwork, isWorthAnotherAttempt, type Undelivered } from './webhook-failure.js';
import {
  commitmentMessage,
  webhookMessage,
  type CommitmentMessage,
  type MovedCommitment,
  type WebhookMessage,
} from './webhook-message.js';
import { WebhookSecrets } from './webhook-secrets.service.js';

interface Claim {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
}

/** A receiver only has to note the message down; what takes longer it does afterwards. */
const TIME_LIMIT = 10_000;
const ANSWER_LIMIT = 64_000;

/**
 * Sends one message: claims it, calls the service with no transaction open, then writes down what came of it. Killed anywhere, it
 * is sent again under the same id.
 */
@Injectable()
export class WebhookSender implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly deliveries: WebhookDeliveries,
    private readonly secrets: WebhookSecrets,
    private readonly subjects: Subjects,
    private readonly circuits: ServiceCircuits,
    private readonly operations: ApiOperations,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.register(DELIVER_WEBHOOK, ({ id }: { id: string }) => this.run(id));
    this.operations.addWebhook({
      id: 'subscriptionChanged',
      summary: 'A subscription of the service was granted, changed, suspended, resumed or ended.',
      description: 'Signed as Standard Webhooks says (https://www.standardwebhooks.com/); names nobody.',
      message: { name: 'WebhookMessage', schema: webhookMessage },
    });
    this.operations.addWebhook({
      id: 'commitmentMoved',
      summary: 'Something that the public sees of a commune’s commitments has changed.',
      description:
        'Each move by itself, at once, signed in the same way. Licence Ouverte 2.0; an administrator registers the address.',
      message: { name: 'CommitmentMessage', schema: commitmentMessage },
    });
  }

  async run(id: string): Promise<void> {
    const claim = await this.claim(id);
    if (claim === null) return;
    const failure = await this.send(claim);
    await this.record(claim, failure);
    // What takes messages where the tool is tells of both when nothing comes back; an answer says nothing of the tool's own calls.
    if (isAtTool(claim.endpoint) && failure !== null && isOfNetwork(failure.reason))
      await this.circuits.record(claim.delivery.serviceId!, failed(failure.reason, failure.detail));
  }

  private claim(id: string): Promise<Claim | null> {
    return inTransaction(this.database, async (manager) => {
      const delivery = await manager.findOne(WebhookDelivery, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (delivery === null || !['queued', 'retrying', 'running'].includes(delivery.status)) return null;
      const now = this.clock.now();
      const endpoint = await this.endpoint(manager, delivery.ownerId);
      if (endpoint === null || endpoint.goneAt !== null) {
        // Nobody is there to tell any more.
        await manager.update(WebhookDelivery, { id }, { status: 'abandoned', nextAttemptAt: null, finishedAt: now });
        return null;
      }
      const circuit = isAtTool(endpoint) ? await this.circuits.openOf(delivery.serviceId!) : null;
      if (circuit !== null) {
        await this.wait(manager, delivery, circuit.nextProbeAt!);
        return null;
      }
      Object.assign(delivery, {
        status: 'running',
        attempts: delivery.attempts + 1,
        lastAttemptAt: now,
        nextAttemptAt: null,
      });
      await manager.save(delivery);
      if (delivery.subscriptionId !== null)
        delivery.subscription = await manager.findOneByOrFail(Subscription, { id: delivery.subscriptionId });
      return { delivery, endpoint };
    });
  }

  /** Its service is not called for now: no attempt was made. */
  private async wait(manager: EntityManager, { id, ownerId }: WebhookDelivery, until: Date): Promise<void> {
    await manager.update(WebhookDelivery, { id }, { status: 'retrying', nextAttemptAt: until });
    await this.deliveries.enqueue(manager, id, ownerId, until);
  }

  private endpoint(manager: EntityManager, ownerId: string): Promise<WebhookEndpoint | null> {
    return manager
      .createQueryBuilder(WebhookEndpoint, 'endpoint')
      .addSelect(['endpoint.secret', 'endpoint.previousSecret'])
      .leftJoinAndSelect('endpoint.service', 'service')
      .addSelect('service.connectorSettings')
      .where('endpoint.owner_id = :ownerId', { ownerId })
      .getOne();
  }

  private async send({ delivery, endpoint }: Claim): Promise<Undelivered | null> {
    const body = JSON.stringify(await this.messageOf(delivery));
    const client = createHttpClient({
      // Whoever saved a commune's address approved it by that; a service has its own list.
      approvedHosts: endpoint.service?.approvedHosts ?? [new URL(endpoint.url).host],
      allowPrivate: endpoint.service?.allowPrivateHosts ?? endpoint.allowPrivate,
      timeoutMs: TIME_LIMIT,
      maxBytes: ANSWER_LIMIT,
    });
    return failureOf(
      await client.send({
        method: 'POST',
        url: endpoint.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Ronron',
          ...this.secrets.headers(endpoint, delivery.id, body),
        },
        body,
        redirects: 'answer',
      }),
    );
  }

  private record({ delivery }: Claim, failure: Undelivered | null): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      const now = this.clock.now();
      const outcome = {
        failureReason: failure?.reason ?? null,
        failureDetail: failure?.detail ?? '',
        answerStatus: failure?.status ?? null,
      };
      const { id, ownerId, attempts } = delivery;
      if (failure === null) {
        await manager.update(WebhookDelivery, { id }, { ...outcome, status: 'done', finishedAt: now });
        return;
      }
      this.logger.info({ deliveryId: id, reason: failure.reason, attempts }, 'a webhook was not delivered');
      if (failure.reason === 'gone')
        await manager.update(WebhookEndpoint, { ownerId }, { goneAt: now, updatedAt: now });
      if (attempts >= MOST_ATTEMPTS || !isWorthAnotherAttempt(failure.reason)) {
        await manager.update(WebhookDelivery, { id }, { ...outcome, status: 'dead', finishedAt: now });
        return;
      }
      const delay = Math.max(retryDelay(attempts, this.randomness), failure.waitMs ?? 0);
      const at = new Date(now.getTime() + delay);
      await manager.update(WebhookDelivery, { id }, { ...outcome, status: 'retrying', nextAttemptAt: at });
      await this.deliveries.enqueue(manager, id, ownerId, at);
    });
  }

  /** The same text at each attempt. */
  private async messageOf({
    serviceId,
    event,
    createdAt,
    snapshot,
    subscription,
  }: WebhookDelivery): Promise<WebhookMessage | CommitmentMessage> {
    const timestamp = createdAt.toISOString();
    if (event === 'commitment.moved') return { type: event, timestamp, data: snapshot as MovedCommitment };
    if (!snapshot || !subscription) return { type: event, timestamp, data: {} };
    const { id, accountId, organisationId } = subscription;
    return {
      type: event,
      timestamp,
      data: {
        subscription: id,
        ...(snapshot as SubscriptionThen),
        holder:
          organisationId === null
            ? { type: 'account', id: await this.subjects.subForService(serviceId!, accountId!) }
            : { type: 'organisation', id: organisationId },
      },
    };
  }
}

/** Whether the endpoint stands on the host that the tool's connector calls: then they come and go together. */
function isAtTool({ url, service }: WebhookEndpoint): boolean {
  const { host } = new URL(url);
  if (!service) return false;
  return Object.values(service.connectorSettings).some(
    (value) => typeof value === 'string' && URL.canParse(value) && new URL(value).host === host,
  );
}
