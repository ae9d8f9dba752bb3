import type { Opening } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { Seats } from './plans/seats.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

export type OpeningRefusal = 'notReady' | 'suspended' | 'unreachable' | 'noSeat';

/** Takes people to their tool, signed in where the connector can do so. */
@Injectable()
export class ServiceOpenings {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly seats: Seats,
    private readonly connectors: ServiceConnectors,
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
    const connector = await this.connectors.forService(subscription.serviceId);
    if (connector.open === undefined) return ok({ url: subscription.service!.address, cookies: [] });
    const who = {
      kind: 'member' as const,
      accountId: actor.accountId,
      displayName: actor.displayName,
      role: await this.subscriptions.roleIn(subscription, actor.accountId),
    };
    const outcome = await connector.open(subscription.handle as never, who, item);
    return outcome.kind === 'done' ? ok(outcome.value) : fail('unreachable');
  }

  /** Why somebody cannot use what is theirs now, or null. */
  async refusalOf(actor: Actor, { id, status, provisionedAt }: Subscription): Promise<OpeningRefusal | null> {
    if (status === 'suspended') return 'suspended';
    if ((await this.seats.missingFor(actor.accountId)).has(id)) return 'noSeat';
    return provisionedAt === null ? 'notReady' : null;
  }
}
