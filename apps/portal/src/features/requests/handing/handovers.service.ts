import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Service } from '../../catalogue/service.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Askers } from '../asking/askers.js';
import { ineligibilityOf } from '../asking/eligibility.js';
import { lockToDecide, requestInScope, type Meanwhile } from '../deciding/deciding.js';
import { MyRequests } from '../following/my-requests.service.js';
import { holderOf, requestsOf } from '../holder.js';
import { OperatorNotices } from '../operator-notices.js';
import { operator, requester, RequestJournal } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { isFinal, openStatuses } from '../request-status.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { RequestHandover } from './request-handover.entity.js';

export type NotProposed = Meanwhile | { readonly kind: 'proposed-already' | 'unknown-service' | 'same-structure' };

/** Why a request does not move although its requester agrees: the page says which. */
export type NotMoved = 'gone' | 'not-eligible' | 'asked-there' | 'held-there';

/**
 * Hands a request over to another structure, with the consent of who asked and never without. Both services are locked, the one with
 * the lower id first, then the request.
 */
@Injectable()
export class Handovers {
  constructor(
    private readonly database: DataSource,
    private readonly places: ServicePlaces,
    private readonly askers: Askers,
    private readonly myRequests: MyRequests,
    private readonly subscriptions: SubscriptionsService,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    private readonly notices: OperatorNotices,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The proposal that waits for the requester, with its services and their structures; null when there is none. */
  async open(requestId: string, manager = this.database.manager): Promise<RequestHandover | null> {
    return manager.findOne(RequestHandover, {
      where: { requestId, status: 'proposed' },
      relations: { toService: { structure: true }, fromService: { structure: true }, proposedBy: true },
    });
  }

  /** Asks the requester whether another structure may take the request over. Nothing moves yet. */
  async propose(
    actor: Actor,
    id: string,
    version: number,
    { to, why }: { readonly to: string; readonly why: string },
  ): Promise<Result<void, NotProposed>> {
    return inTransaction(this.database, async (manager) => {
      const locked = await lockToDecide(manager, this.places, actor, id, version);
      if (!locked.ok) return locked;
      const { request, service } = locked.value;
      if ((await this.open(id, manager)) !== null) return fail({ kind: 'proposed-already' });
      const target = await manager.findOne(Service, {
        where: { id: to, published: true },
        relations: { structure: true },
      });
      if (target === null || !target.structure!.active || target.accessMode === 'without-account')
        return fail({ kind: 'unknown-service' });
      if (target.structureId === service.structureId) return fail({ kind: 'same-structure' });
      await manager.insert(RequestHandover, {
        id: newId(this.clock, this.randomness),
        requestId: id,
        fromServiceId: service.id,
        toServiceId: target.id,
        proposedById: actor.accountId,
        message: why,
        status: 'proposed',
        proposedAt: this.clock.now(),
      });
      await this.journal.add(manager, request, 'handover-proposed', { by: operator(actor), message: why });
      await this.record(manager, actor, service.structureId, id, 'request.handover-proposed', { to: target.id });
      const params = { message: why, structure: target.structure!.name, other: target.name };
      await this.mails.toRequester(manager, request, 'handoverProposed', params, `/demandes/${id}/transfert`);
      return ok(undefined);
    });
  }

  /** Takes a proposal back that nobody answered; twice changes nothing. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { service } = await requestInScope(manager, actor, id);
      await this.places.lock(manager, service.id);
      const { request } = await requestInScope(manager, actor, id);
      const open = await this.open(id, manager);
      if (open === null || isFinal(request.status)) return;
      await this.answer(manager, open, 'withdrawn');
      await this.journal.add(manager, request, 'handover-withdrawn', { by: operator(actor) });
      await this.record(manager, actor, service.structureId, id, 'request.handover-withdrawn', {
        to: open.toServiceId,
      });
    });
  }

  /** The requester would rather stay. */
  async decline(actor: Actor, id: string): Promise<Result<void, 'gone'>> {
    return inTransaction(this.database, async (manager) => {
      const { request, open } = await this.toAnswer(manager, actor, id);
      if (open === null) return fail('gone');
      await this.answer(manager, open, 'declined');
      await this.journal.add(manager, request, 'handover-declined', { by: requester(actor) });
      await this.notices.tell(manager, request, 'handoverDeclined');
      return ok(undefined);
    });
  }

  /**
   * Moves the request with its conversation: from then on only the other structure sees it, without the notes that operators wrote
   * between themselves before. It queues there as of now, if there is a queue.
   */
  async accept(actor: Actor, id: string): Promise<Result<void, NotMoved>> {
    return inTransaction(this.database, async (manager) => {
      const { request, open } = await this.toAnswer(manager, actor, id);
      if (open === null) return fail('gone');
      const service = await manager.findOneByOrFail(Service, { id: open.toServiceId });
      const refusal = await this.refusal(manager, actor, request, service);
      if (refusal !== null) return fail(refusal);
      const now = this.clock.now();
      const full = await this.places.isFull(manager, service);
      await this.answer(manager, open, 'accepted');
      await this.journal.add(manager, request, 'handed-over', {
        by: requester(actor),
        changes: {
          serviceId: service.id,
          // What was wished and appealed against was the other structure's.
          planId: null,
          appealOfId: null,
          handedOverAt: now,
          readyAt: full ? null : now,
          waitingListSince: full ? now : null,
        },
      });
      const { structureId } = open.fromService!;
      const moved = { from: open.fromServiceId, to: service.id };
      await this.record(manager, actor, structureId, id, 'request.handed-over', moved);
      await this.record(manager, actor, service.structureId, id, 'request.taken-over', moved);
      await this.notices.tell(manager, request, 'handedOver');
      return ok(undefined);
    });
  }

  private async refusal(
    manager: EntityManager,
    actor: Actor,
    request: ServiceRequest,
    service: Service,
  ): Promise<NotMoved | null> {
    const holder = holderOf(request);
    if (!service.published) return 'gone';
    if ((await this.subscriptions.liveFor(manager, service.id, holder)) !== null) return 'held-there';
    const open = { serviceId: service.id, ...requestsOf(holder), status: In([...openStatuses]) };
    if (await manager.existsBy(ServiceRequest, open)) return 'asked-there';
    const { organisationId } = request;
    const organisation =
      organisationId === null
        ? null
        : await manager.findOneOrFail(Organisation, { where: { id: organisationId }, relations: { commune: true } });
    const asker = await this.askers.describe(manager, actor, service, organisation);
    return ineligibilityOf(service, asker) === null ? null : 'not-eligible';
  }

  /** @throws AppError `not-found` for a request of somebody else. */
  private async toAnswer(
    manager: EntityManager,
    actor: Actor,
    id: string,
  ): Promise<{ request: ServiceRequest; open: RequestHandover | null }> {
    const known = await this.myRequests.find(actor, id, manager);
    const proposed = await this.open(id, manager);
    const services = [known.serviceId, ...(proposed === null ? [] : [proposed.toServiceId])].sort();
    for (const serviceId of services) await this.places.lock(manager, serviceId);
    const request = await manager.findOne(ServiceRequest, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (request === null) throw new AppError(NOT_FOUND);
    const open = isFinal(request.status) ? null : await this.open(id, manager);
    // Withdrawn and proposed anew in between: the other service is not locked.
    return { request, open: open?.id === proposed?.id ? open : null };
  }

  private async answer(
    manager: EntityManager,
    { id }: RequestHandover,
    status: RequestHandover['status'],
  ): Promise<void> {
    await manager.update(RequestHandover, { id }, { status, answeredAt: this.clock.now() });
  }

  private record(
    manager: EntityManager,
    actor: Actor,
    structureId: string,
    requestId: string,
    action: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'service-request', id: requestId };
    return this.audit.record(manager, actor, { action, subject, structureId, after });
  }
}
