import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { eventOf, type MovedCommitment } from './webhook-message.js';
import { keysOf, type WebhookPlace } from './webhook-place.js';

/** The name of the queue's task; its payload is the delivery's id alone. */
export const DELIVER_WEBHOOK = 'deliver-webhook';

/** Writes down what services and others are to be told, in the transaction of what happened. */
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
    const { id: subscriptionId, serviceId, status, quota, wantedRevision: revision } = after;
    if (!(await manager.existsBy(WebhookEndpoint, { ownerId: serviceId }))) return;
    const snapshot = { status, quota, revision };
    await this.add(
      manager,
      { kind: 'service', id: serviceId },
      { event: eventOf(before, after), subscriptionId, snapshot },
    );
  }

  /** Whether somebody wants to be told of the commitments of this commune. */
  async areWanted(manager: EntityManager, communeId: string): Promise<boolean> {
    return manager.existsBy(WebhookEndpoint, { ownerId: communeId });
  }

  async commitmentMoved(manager: EntityManager, communeId: string, snapshot: MovedCommitment): Promise<void> {
    await this.add(manager, { kind: 'commune', id: communeId }, { event: 'commitment.moved', snapshot });
  }

  /** A message that says nothing, for those who try their connection. */
  async addTest(manager: EntityManager, place: WebhookPlace): Promise<string> {
    return this.add(manager, place, { event: 'webhook.test', snapshot: null });
  }

  /** The messages to one address are sent one after the other: a slow one does not keep the workers from the others. */
  async enqueue(manager: EntityManager, id: string, ownerId: string, runAt?: Date): Promise<void> {
    const options = { queue: `${DELIVER_WEBHOOK}:${ownerId}`, key: `${DELIVER_WEBHOOK}:${id}`, runAt };
    await this.queue.add(manager, DELIVER_WEBHOOK, { id }, options);
  }

  private async add(
    manager: EntityManager,
    place: WebhookPlace,
    message: Pick<WebhookDelivery, 'event' | 'snapshot'> & { readonly subscriptionId?: string },
  ): Promise<string> {
    const id = newId(this.clock, this.randomness);
    await manager.insert(WebhookDelivery, {
      ...message,
      ...keysOf(place),
      id,
      status: 'queued',
      createdAt: this.clock.now(),
    } as never);
    await this.enqueue(manager, id, place.id);
    return id;
  }
}
