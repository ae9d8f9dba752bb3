import type { Opening, Pad } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ServiceCalls } from '../../provisioning/circuits/service-calls.service.js';
import { ServiceOpenings, type OpeningRefusal } from '../service-openings.service.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { hasPads } from './has-pads.js';

/** `unlisted`: this tool, as it is set up, keeps its documents to itself. */
export type PadsRefusal = OpeningRefusal | 'unlisted';
/** `taken`: there is one of that name; `refused`: the tool cannot hold it. */
export type PadRefusal = OpeningRefusal | 'taken' | 'refused';

const CREATIONS: RateLimit = { name: 'pads', points: 30, seconds: 3600 };

/** The documents of a subscription: kept by its tool, listed and made from here. The portal stores nothing of them. */
@Injectable()
export class SubscriptionPads {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly openings: ServiceOpenings,
    private readonly calls: ServiceCalls,
    private readonly limits: RateLimits,
  ) {}

  /** @throws AppError `not-found` for what is not the actor's, or has no documents of this kind. */
  async find(actor: Actor, subscriptionId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.findFor(actor.accountId, subscriptionId);
    if (subscription === null || !hasPads(subscription)) throw new AppError(NOT_FOUND);
    return subscription;
  }

  /** What was edited last comes first. */
  async list(actor: Actor, subscription: Subscription): Promise<Result<readonly Pad[], PadsRefusal>> {
    const refusal = await this.openings.refusalOf(actor, subscription);
    if (refusal !== null) return fail(refusal);
    const { serviceId, handle } = subscription;
    const outcome = await this.calls.make(serviceId, (connector) => connector.listPads?.(handle as never));
    if (outcome.kind === 'done') return ok([...outcome.value].sort(latestFirst));
    if (outcome.kind === 'paused') return fail('paused');
    return fail(outcome.kind === 'failed' && outcome.reason === 'unsupported' ? 'unlisted' : 'unreachable');
  }

  async create(actor: Actor, subscription: Subscription, name: string): Promise<Result<Pad, PadRefusal>> {
    const refusal = await this.openings.refusalOf(actor, subscription);
    if (refusal !== null) return fail(refusal);
    await this.limits.consume(CREATIONS, actor.accountId);
    const { serviceId, handle } = subscription;
    const outcome = await this.calls.make(serviceId, (connector) => connector.createPad?.(handle as never, name));
    if (outcome.kind === 'done') return ok(outcome.value);
    if (outcome.kind === 'paused') return fail('paused');
    if (outcome.kind === 'failed' && outcome.reason === 'conflict') return fail('taken');
    return fail(outcome.kind === 'failed' && outcome.reason === 'unsupported' ? 'refused' : 'unreachable');
  }

  open(actor: Actor, { id }: Subscription, name: string): Promise<Result<Opening, OpeningRefusal>> {
    return this.openings.open(actor, id, name);
  }
}

function latestFirst(a: Pad, b: Pad): number {
  return (b.lastEditedAt?.getTime() ?? 0) - (a.lastEditedAt?.getTime() ?? 0) || a.name.localeCompare(b.name, 'fr');
}
