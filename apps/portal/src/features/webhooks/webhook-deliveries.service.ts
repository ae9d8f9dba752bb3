import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { eventOf, type WebhookEvent } from './webhook-message.js';

/** The name of the queue's task; its payload is the delivery's id alone. */
export const DELIVER_WEBHOOK = 'deliver-webhook';

/** Writes down what services are to be told, in the transaction of what happened. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Nothing when the service named no address. `before` is null for a new subscription. */
  async subscriptionChanged(
    manager: EntityManager,
    before: Pick<Subscription, 'status'> | null,
    after: Subscription,
  ): Promise<void> {
    if (!(await manager.existsBy(WebhookEndpoint, { serviceId: after.serviceId }))) return;
    await this.add(manager, after.serviceId, eventOf(before, after), after);
  }

  /** A message that says nothing, for operators who try their connection. */
  async addTest(manager: EntityManager, serviceId: string): Promise<string> {
    return this.add(manager, serviceId, 'webhook.test', null);
  }

  /** The messages of one service are sent one after the other: a slow one does not keep the workers from the others. */
  async enqueue(manager: EntityManager, id: string, serviceId: string, runAt?: Date): Promise<void> {
    const options = { queue: `${DELIVER_WEBHOOK}:${serviceId}`, key: `${DELIVER_WEBHOOK}:${id}`, runAt };
    await this.queue.add(manager, DELIVER_WEBHOOK, { id }, options);
  }

  private async add(
    manager: EntityManager,
    serviceId: string,
    event: WebhookEvent,
    subscription: Subscription | null,
  ): Promise<string> {
    const id = newId(this.clock, this.randomness);
    await manager.insert(WebhookDelivery, {
      id,
      serviceId,
      subscriptionId: subscription?.id ?? null,
      event,
      snapshot:
        subscription === null
          ? null
          : { status: subscription.status, quota: subscription.quota, revision: subscription.wantedRevision },
      status: 'queued',
      createdAt: this.clock.now(),
    });
    await this.enqueue(manager, id, serviceId);
    return id;
  }
}
