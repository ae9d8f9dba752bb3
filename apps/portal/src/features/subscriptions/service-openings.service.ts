import { done, type Opening } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ServiceCalls } from '../provisioning/circuits/service-calls.service.js';
import { Seats } from './plans/seats.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** `paused`: the tool has not answered for a while, and is left alone until it does. */
export type OpeningRefusal = 'notReady' | 'suspended' | 'unreachable' | 'paused' | 'noSeat';

/** Takes people to their tool, signed in where the connector can do so. */
@Injectable()
export class ServiceOpenings {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly seats: Seats,
    private readonly calls: ServiceCalls,
  ) {}

  /**
   * `item` is a document's name, where the tool has such.
   * @throws AppError `not-found` for what is not the actor's to open.
   */
  async open(actor: Actor, subscriptionId: string, item?: string): Promise<Result<Opening, OpeningRefusal>> {
    const subscription = await this.subscriptions.findFor(actor.accountId, subscriptionId);
    if (subscription === null) throw new AppError(NOT_FOUND);
    const refusal = await this.refusalOf(actor, subscription);
    if (refusal !== null) return fail(refusal);
    const who = {
      kind: 'member' as const,
      accountId: actor.accountId,
      displayName: actor.displayName,
      role: await this.subscriptions.roleIn(subscription, actor.accountId),
    };
    const { serviceId, handle, service } = subscription;
    const outcome = await this.calls.make(serviceId, (connector) => {
      if (connector.open === undefined) return Promise.resolve(done({ url: service!.address, cookies: [] }));
      return connector.open(handle as never, who, item);
    });
    return outcome.kind === 'done' ? ok(outcome.value) : fail(outcome.kind === 'paused' ? 'paused' : 'unreachable');
  }

  /** Why somebody cannot use what is theirs now, or null. */
  async refusalOf(actor: Actor, { id, status, provisionedAt }: Subscription): Promise<OpeningRefusal | null> {
    if (status === 'suspended') return 'suspended';
    if ((await this.seats.missingFor(actor.accountId)).has(id)) return 'noSeat';
    return provisionedAt === null ? 'notReady' : null;
  }
}
