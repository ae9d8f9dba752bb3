import type { Credentials } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ServiceCalls } from '../../provisioning/circuits/service-calls.service.js';
import type { OpeningRefusal } from '../service-openings.service.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { givesPasswords } from './gives-passwords.js';

const RENEWALS: RateLimit = { name: 'service-passwords', points: 10, seconds: 3600 };

/** Passwords for tools that cannot sign people in through the portal: made by their connector, shown once, kept nowhere. */
@Injectable()
export class ServicePasswords {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly calls: ServiceCalls,
    private readonly limits: RateLimits,
  ) {}

  /** @throws AppError `not-found` for what is not the actor's, or gives no passwords. */
  async find(actor: Actor, subscriptionId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.findFor(actor.accountId, subscriptionId);
    if (subscription === null || !givesPasswords(subscription)) throw new AppError(NOT_FOUND);
    return subscription;
  }

  /** A new password in the tool; the one before stops working. */
  async renew(actor: Actor, subscriptionId: string): Promise<Result<Credentials, OpeningRefusal>> {
    const subscription = await this.find(actor, subscriptionId);
    if (subscription.status === 'suspended') return fail('suspended');
    if (subscription.provisionedAt === null) return fail('notReady');
    await this.limits.consume(RENEWALS, actor.accountId);
    const outcome = await this.calls.make(subscription.serviceId, (connector) =>
      connector.renewPassword?.(subscription.handle as never, actor.accountId),
    );
    return outcome.kind === 'done' ? ok(outcome.value) : fail(outcome.kind === 'paused' ? 'paused' : 'unreachable');
  }
}
