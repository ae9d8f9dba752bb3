import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { holderOf, requestsOf } from '../holder.js';
import { OperatorNotices } from '../operator-notices.js';
import { requester, RequestJournal, THE_PORTAL } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { openStatuses } from '../request-status.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { Askers, type PossibleHolder } from './askers.js';
import { formDigest, type Answers } from './answers.js';
import { eligibilityOf } from './eligibility.js';

/** What somebody asks for: what they answered, and the plan that they wish (null: what is given by itself). */
export interface Wish {
  readonly answers: Answers;
  readonly planId: string | null;
}

export type Sent =
  | { readonly outcome: 'granted' }
  | { readonly outcome: 'submitted' | 'waiting-list' | 'already-asked'; readonly requestId: string };

/** Asks for services. Every change holds the service's lock: two clicks or two tabs make one request. */
@Injectable()
export class Asking {
  constructor(
    private readonly database: DataSource,
    private readonly askers: Askers,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    private readonly notices: OperatorNotices,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Keeps what was typed so far. A request that was sent meanwhile (in another tab) is left alone: its id. */
  async saveDraft(actor: Actor, slug: string, forWhom: string | null, wish: Wish): Promise<Sent | null> {
    return this.inTurn(actor, slug, forWhom, async (manager, service, holder) => {
      const open = await this.openRequest(manager, service, holder);
      if (open !== null && open.status !== 'draft') return { outcome: 'already-asked', requestId: open.id };
      const offered = wish.planId !== null && (await this.plans.choosable(manager, service.id, wish.planId)) !== null;
      const kept = offered ? wish : { ...wish, planId: null };
      if (open === null) await this.begin(manager, actor, service, holder, kept);
      else await this.rewrite(manager, open, service, kept);
      return null;
    });
  }

  /**
   * Sends the request, or grants the service where nobody decides. `digest` names the form that was answered: `changed` when the
   * service asks something else or has other plans by now. `not-eligible` when a rule stands in the way: the page says which.
   * `too-many-members`: the plan is for fewer people than the organisation has.
   */
  async send(
    actor: Actor,
    slug: string,
    forWhom: string | null,
    wish: Wish,
    digest: string,
  ): Promise<Result<Sent, 'changed' | 'not-eligible' | 'too-many-members'>> {
    return this.inTurn(actor, slug, forWhom, async (manager, service, holder) => {
      if ((await this.subscriptions.liveFor(manager, service.id, holder.holder)) !== null)
        return ok({ outcome: 'granted' });
      const open = await this.openRequest(manager, service, holder);
      if (open !== null && open.status !== 'draft') return ok({ outcome: 'already-asked', requestId: open.id });
      if (digest !== formDigest(service.questions)) return fail('changed');
      const asker = await this.askers.describe(manager, actor, service, holder.organisation);
      const eligibility = eligibilityOf(service, asker, await this.places.isFull(manager, service));
      if (eligibility.outcome === 'not-eligible' || eligibility.outcome === 'just-open') return fail('not-eligible');
      const refusal = await this.refusalOfPlan(manager, service, holder, wish.planId);
      if (refusal !== null) return fail(refusal);
      const request = open ?? (await this.begin(manager, actor, service, holder, wish));
      if (open !== null) await this.rewrite(manager, open, service, wish);
      return ok(await this.submit(manager, actor, service, request, eligibility.outcome));
    });
  }

  private async submit(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    request: ServiceRequest,
    outcome: 'grant' | 'form' | 'waiting-list',
  ): Promise<Sent> {
    const now = this.clock.now();
    const waits = outcome === 'waiting-list';
    await this.journal.move(manager, request, 'submitted', {
      by: requester(actor),
      // An organisation's draft may be finished by another of its managers: who sends it is who asks.
      changes: {
        accountId: actor.accountId,
        submittedAt: now,
        readyAt: waits ? null : now,
        waitingListSince: waits ? now : null,
      },
    });
    if (outcome === 'grant') {
      await this.journal.move(manager, request, 'approved', { by: THE_PORTAL, changes: { decidedAt: now } });
      await this.subscriptions.grant(manager, {
        serviceId: service.id,
        holder: holderOf(request),
        requestId: request.id,
        ...(await this.plans.forGrant(manager, service, request.planId)),
      });
      return { outcome: 'granted' };
    }
    if (waits) {
      const place = await this.places.placeOf(manager, request);
      await this.mails.toRequester(manager, request, 'waitingList', { place: place!.place });
    } else {
      await this.mails.toRequester(manager, request, 'received');
    }
    await this.notices.tell(manager, request, 'newRequest');
    return { outcome: waits ? 'waiting-list' : 'submitted', requestId: request.id };
  }

  private async refusalOfPlan(
    manager: EntityManager,
    service: Service,
    { organisation }: PossibleHolder,
    planId: string | null,
  ): Promise<'changed' | 'too-many-members' | null> {
    if (planId === null) return null;
    const plan = await this.plans.choosable(manager, service.id, planId);
    if (plan === null) return 'changed';
    if (plan.mostMembers === null || organisation === null) return null;
    const members = await manager.countBy(Membership, { organisationId: organisation.id });
    return members > plan.mostMembers ? 'too-many-members' : null;
  }

  private inTurn<Value>(
    actor: Actor,
    slug: string,
    forWhom: string | null,
    work: (manager: EntityManager, service: Service, holder: PossibleHolder) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.database, async (manager) => {
      const known = await manager.findOneBy(Service, { slug, published: true });
      if (known === null) throw new AppError(NOT_FOUND);
      await this.places.lock(manager, known.id);
      const service = await manager.findOneByOrFail(Service, { id: known.id });
      const holders = await this.askers.holdersOf(manager, actor);
      const holder = holders.find(({ organisation }) => (organisation?.id ?? null) === forWhom);
      if (holder === undefined) throw new AppError(NOT_FOUND);
      return work(manager, service, holder);
    });
  }

  private openRequest(
    manager: EntityManager,
    service: Service,
    { holder }: PossibleHolder,
  ): Promise<ServiceRequest | null> {
    return manager.findOne(ServiceRequest, {
      where: { serviceId: service.id, ...requestsOf(holder), status: In([...openStatuses]) },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async begin(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    { organisation }: PossibleHolder,
    { answers, planId }: Wish,
  ): Promise<ServiceRequest> {
    const now = this.clock.now();
    const id = newId(this.clock, this.randomness);
    const request = manager.create(ServiceRequest, {
      id,
      serviceId: service.id,
      accountId: actor.accountId,
      organisationId: organisation?.id ?? null,
      status: 'draft',
      answers,
      planId,
      askedQuestions: service.questions,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    await this.journal.begin(manager, request, requester(actor));
    return manager.findOneByOrFail(ServiceRequest, { id });
  }

  private async rewrite(
    manager: EntityManager,
    request: ServiceRequest,
    service: Service,
    { answers, planId }: Wish,
  ): Promise<void> {
    Object.assign(request, { answers, planId, askedQuestions: service.questions, updatedAt: this.clock.now() });
    await manager.save(ServiceRequest, request);
  }
}
