import { Inject, Injectable } from '@nestjs/common';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { holderOf } from '../holder.js';
import { activeOperators } from '../operator-notices.js';
import { operator, RequestJournal } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { canMove, type RequestStatus } from '../request-status.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { lockToDecide, requestInScope, type DecidableRequest, type Meanwhile } from './deciding.js';

/**
 * Why nothing was done: somebody else was faster, there is no room, another operator has to look at an appeal, or the status does
 * not allow it (a question that was asked already).
 */
export type NotDecided =
  Meanwhile | { readonly kind: 'full' | 'another-operator' | 'not-now' | 'unknown-alternative' | 'unknown-plan' };

export interface Approval {
  readonly planId: string | null;
  readonly quota: number | null;
  readonly message: string;
}

export interface Refusal {
  readonly reason: string;
  readonly alternativeServiceId: string | null;
}

/** What operators do with requests. Each is one transaction: nothing is ever half done. */
@Injectable()
export class Decisions {
  constructor(
    private readonly database: DataSource,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Grants the service: subscription, provisioning job, event, audit and mail stand together. `planId` null: what was wished, else what is given by itself; `quota` in bytes, null: what the plan gives. */
  async approve(
    actor: Actor,
    id: string,
    version: number,
    { planId, quota, message }: Approval,
  ): Promise<Result<void, NotDecided>> {
    return this.decide(actor, id, version, 'approved', async (manager, { request, service }) => {
      if ((await this.places.left(manager, service)) === 0) return fail({ kind: 'full' });
      if (planId !== null && (await this.plans.choosable(manager, service.id, planId)) === null)
        return fail({ kind: 'unknown-plan' });
      await this.journal.move(manager, request, 'approved', {
        by: operator(actor),
        message,
        changes: { decidedAt: this.clock.now(), decidedById: actor.accountId, waitingListSince: null },
      });
      const planned = await this.plans.forGrant(manager, service, planId ?? request.planId);
      const granted = quota ?? planned.quota;
      const subscription = await this.subscriptions.grant(manager, {
        serviceId: service.id,
        holder: holderOf(request),
        requestId: request.id,
        plan: planned.plan,
        quota: granted,
        ownQuota: quota !== null,
      });
      await this.record(manager, actor, service, request, 'request.approved', {
        status: 'approved',
        plan: planned.plan?.name ?? null,
        quota: granted,
        subscriptionId: subscription.id,
      });
      await this.mails.toRequester(manager, request, 'approved', { message });
      return ok(undefined);
    });
  }

  async refuse(
    actor: Actor,
    id: string,
    version: number,
    { reason, alternativeServiceId }: Refusal,
  ): Promise<Result<void, NotDecided>> {
    return this.decide(actor, id, version, 'refused', async (manager, { request, service }) => {
      const alternative =
        alternativeServiceId === null
          ? null
          : await manager.findOneBy(Service, { id: alternativeServiceId, published: true });
      if (alternativeServiceId !== null && (alternative === null || alternative.id === service.id))
        return fail({ kind: 'unknown-alternative' });
      await this.journal.move(manager, request, 'refused', {
        by: operator(actor),
        message: reason,
        changes: {
          decidedAt: this.clock.now(),
          decidedById: actor.accountId,
          waitingListSince: null,
          reason,
          alternativeServiceId,
        },
      });
      await this.record(manager, actor, service, request, 'request.refused', { status: 'refused', reason });
      await this.mails.toRequester(
        manager,
        request,
        alternative === null ? 'refused' : 'refusedWithAlternative',
        alternative === null ? { reason } : { reason, alternative: alternative.name },
      );
      return ok(undefined);
    });
  }

  /** Asks the requester something; the request waits for them. */
  async ask(actor: Actor, id: string, version: number, message: string): Promise<Result<void, NotDecided>> {
    return this.decide(actor, id, version, 'waiting-for-requester', async (manager, { request, service }) => {
      await this.journal.move(manager, request, 'waiting-for-requester', { by: operator(actor), message });
      await this.record(manager, actor, service, request, 'request.questioned', { status: request.status });
      await this.mails.toRequester(manager, request, 'question', { message });
      return ok(undefined);
    });
  }

  /** Takes a request off the waiting list by hand: operators know of reasons that a date does not. */
  async moveUp(actor: Actor, id: string, version: number): Promise<Result<void, NotDecided>> {
    return inTransaction(this.database, async (manager) => {
      const locked = await lockToDecide(manager, this.places, actor, id, version);
      if (!locked.ok) return locked;
      const { request, service } = locked.value;
      if (request.waitingListSince === null) return fail({ kind: 'not-now' });
      if ((await this.places.left(manager, service)) === 0) return fail({ kind: 'full' });
      await this.journal.add(manager, request, 'moved-up', {
        by: operator(actor),
        changes: { waitingListSince: null, readyAt: this.clock.now() },
      });
      await this.record(manager, actor, service, request, 'request.moved-up', { waitingListSince: null });
      await this.mails.toRequester(manager, request, 'movedUp');
      return ok(undefined);
    });
  }

  /** A note that only the structure's operators read. It makes no form stale. */
  async note(actor: Actor, id: string, message: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { request } = await requestInScope(manager, actor, id);
      await this.journal.note(manager, request, operator(actor), message);
    });
  }

  private decide(
    actor: Actor,
    id: string,
    version: number,
    to: RequestStatus,
    work: (manager: EntityManager, decidable: DecidableRequest) => Promise<Result<void, NotDecided>>,
  ): Promise<Result<void, NotDecided>> {
    return inTransaction(this.database, async (manager) => {
      const locked = await lockToDecide(manager, this.places, actor, id, version);
      if (!locked.ok) return locked;
      const { request, service } = locked.value;
      if (!canMove(request.status, to, 'operator')) return fail({ kind: 'not-now' });
      if (await this.needsAnother(manager, actor, service, request)) return fail({ kind: 'another-operator' });
      return work(manager, locked.value);
    });
  }

  /** An appeal is looked at by somebody else than who refused, where there is somebody else. */
  private async needsAnother(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    request: ServiceRequest,
  ): Promise<boolean> {
    if (request.appealOfId === null) return false;
    const refused = await manager.findOneByOrFail(ServiceRequest, { id: request.appealOfId });
    if (refused.decidedById !== actor.accountId) return false;
    const operators = await activeOperators(manager, service.structureId);
    return operators.some(({ accountId }) => accountId !== actor.accountId);
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    request: ServiceRequest,
    action: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action,
      subject: { kind: 'service-request', id: request.id },
      structureId: service.structureId,
      after,
    });
  }
}
