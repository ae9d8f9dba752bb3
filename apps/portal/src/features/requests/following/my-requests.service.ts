import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Answers } from '../asking/answers.js';
import { holderOf, requestsOf } from '../holder.js';
import { OperatorNotices } from '../operator-notices.js';
import { requester, RequestJournal } from '../request-journal.js';
import { RequestMails } from '../request-mails.js';
import { canMove, isFinal, openStatuses, pendingStatuses } from '../request-status.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';

/** More than anybody asks for in years; older ones stay reachable by their address. */
const MOST_SHOWN = 200;

/** More than anybody writes; a robot writes more. */
const MESSAGES: RateLimit = { name: 'request-messages', points: 30, seconds: 3600 };

/** What requesters do with their own requests and those of the organisations that they own or manage. */
@Injectable()
export class MyRequests {
  constructor(
    private readonly database: DataSource,
    private readonly places: ServicePlaces,
    private readonly journal: RequestJournal,
    private readonly mails: RequestMails,
    private readonly notices: OperatorNotices,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Newest first. */
  async list(actor: Actor): Promise<ServiceRequest[]> {
    return this.visibleTo(actor, this.database.manager)
      .orderBy('request.updatedAt', 'DESC')
      .addOrderBy('request.id', 'DESC')
      .take(MOST_SHOWN)
      .getMany();
  }

  /** @throws AppError `not-found` for a request of somebody else. */
  async find(actor: Actor, id: string, manager = this.database.manager): Promise<ServiceRequest> {
    const request = await this.visibleTo(actor, manager).andWhere('request.id = :id', { id }).getOne();
    if (request === null) throw new AppError(NOT_FOUND);
    return request;
  }

  /**
   * Answers the operators' question, or adds a word while they have not decided.
   * @throws AppError `too-many-attempts`: each message is a mail to every operator.
   */
  async reply(actor: Actor, id: string, message: string): Promise<Result<void, 'decided'>> {
    await this.limits.consume(MESSAGES, actor.accountId);
    return this.change(actor, id, async (manager, request) => {
      if (isFinal(request.status) || request.status === 'draft') return fail('decided' as const);
      const step = { by: requester(actor), message };
      if (request.status === 'waiting-for-requester') await this.journal.move(manager, request, 'submitted', step);
      else await this.journal.add(manager, request, 'message', step);
      await this.notices.tell(manager, request, 'answered');
      return ok(undefined);
    });
  }

  /** Corrects the answers while nothing is decided. The questions stay those that were asked. */
  async edit(
    actor: Actor,
    id: string,
    version: number,
    answers: Answers,
  ): Promise<Result<void, 'decided' | 'changed'>> {
    return this.change(actor, id, async (manager, request) => {
      if (isFinal(request.status) || request.status === 'draft') return fail('decided' as const);
      if (request.version !== version) return fail('changed' as const);
      await this.journal.add(manager, request, 'edited', { by: requester(actor), changes: { answers } });
      return ok(undefined);
    });
  }

  /** Takes a request back, or throws a draft away. */
  async withdraw(actor: Actor, id: string): Promise<Result<void, 'decided'>> {
    return this.change(actor, id, async (manager, request) => {
      if (!canMove(request.status, 'withdrawn', 'requester')) return fail('decided' as const);
      await this.journal.move(manager, request, 'withdrawn', {
        by: requester(actor),
        changes: { waitingListSince: null },
      });
      return ok(undefined);
    });
  }

  /** How many requests of an organisation wait for somebody. */
  async pendingFor(organisationId: string): Promise<number> {
    return this.database.getRepository(ServiceRequest).countBy({ organisationId, status: In([...pendingStatuses]) });
  }

  /** Takes back what an organisation asked for, in the transaction of the caller, who checked that the actor may. */
  async withdrawAllOf(manager: EntityManager, actor: Actor, organisationId: string): Promise<void> {
    const open = await manager.find(ServiceRequest, {
      where: { organisationId, status: In([...openStatuses]) },
      order: { serviceId: 'ASC' },
    });
    for (const { id, serviceId } of open) {
      await this.places.lock(manager, serviceId);
      const request = await manager.findOneOrFail(ServiceRequest, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      // Decided in the meantime: the service that was granted ends with the others.
      if (!canMove(request.status, 'withdrawn', 'requester')) continue;
      const changes = { waitingListSince: null };
      await this.journal.move(manager, request, 'withdrawn', { by: requester(actor), changes });
    }
  }

  /**
   * Asks once for another look at a refusal: a new request linked to the refused one, since a decision stays what it was.
   * @returns the id of the new request; `already` when this was asked before, `open` when another request for the service waits.
   */
  async appeal(actor: Actor, id: string, message: string): Promise<Result<string, 'not-refused' | 'already' | 'open'>> {
    return this.change(actor, id, async (manager, refused) => {
      if (refused.status !== 'refused' || refused.appealOfId !== null) return fail('not-refused' as const);
      if (await manager.existsBy(ServiceRequest, { appealOfId: refused.id })) return fail('already' as const);
      if (await this.hasOpen(manager, refused)) return fail('open' as const);
      const now = this.clock.now();
      const by = requester(actor);
      const appeal = manager.create(ServiceRequest, {
        id: newId(this.clock, this.randomness),
        serviceId: refused.serviceId,
        accountId: actor.accountId,
        organisationId: refused.organisationId,
        status: 'draft',
        answers: refused.answers,
        askedQuestions: refused.askedQuestions,
        appealOfId: refused.id,
        version: 1,
        createdAt: now,
        updatedAt: now,
      });
      await this.journal.begin(manager, appeal, by);
      const made = await manager.findOneByOrFail(ServiceRequest, { id: appeal.id });
      await this.journal.move(manager, made, 'submitted', { by, message, changes: { submittedAt: now, readyAt: now } });
      await this.mails.toRequester(manager, made, 'appealReceived');
      await this.notices.tell(manager, made, 'newAppeal');
      return ok(made.id);
    });
  }

  private hasOpen(manager: EntityManager, request: ServiceRequest): Promise<boolean> {
    return manager
      .createQueryBuilder(ServiceRequest, 'request')
      .where({ serviceId: request.serviceId, ...requestsOf(holderOf(request)) })
      .andWhere('request.status = ANY(:open)', { open: [...openStatuses] })
      .getExists();
  }

  /** The service's lock, then the request's, so that a step and a decision come one after the other. */
  private change<Value>(
    actor: Actor,
    id: string,
    work: (manager: EntityManager, request: ServiceRequest) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.database, async (manager) => {
      const known = await this.find(actor, id, manager);
      await this.places.lock(manager, known.serviceId);
      const request = await manager.findOneOrFail(ServiceRequest, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      return work(manager, request);
    });
  }

  private visibleTo(actor: Actor, manager: EntityManager): SelectQueryBuilder<ServiceRequest> {
    return manager
      .createQueryBuilder(ServiceRequest, 'request')
      .innerJoinAndSelect('request.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .leftJoinAndSelect('request.organisation', 'organisation')
      .leftJoinAndSelect('request.alternativeService', 'alternative')
      .where(
        `((request.organisation_id IS NULL AND request.account_id = :me) OR request.organisation_id IN
          (SELECT organisation_id FROM membership WHERE account_id = :me AND role IN ('owner', 'manager')))`,
        { me: actor.accountId },
      );
  }
}
