import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import type { Plan } from '../../catalogue/plans/plan.entity.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { shownAnswers, type ShownAnswer } from '../asking/answers.js';
import { conversationOf, type ConversationStep } from '../conversation.js';
import { daysBetween, inWords, type DurationInWords } from '../duration-in-words.js';
import { standingOf } from '../following/request-page.service.js';
import { isFinal } from '../request-status.js';
import { RequestHandover } from '../handing/request-handover.entity.js';
import { ServicePlaces, type WaitingPlace } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { OperatorRequests } from './operator-requests.service.js';
import { requestInScope } from './deciding.js';

/** A decision of the past beside which this one can be seen. */
export interface PastDecision {
  readonly id: string;
  readonly holder: string;
  readonly serviceName: string;
  readonly status: ServiceRequest['status'];
  readonly at: Date;
  readonly reason: string | null;
  readonly delay: DurationInWords | null;
}

/** Everything that is needed to decide, on one page. */
export interface OperatorRequestPage {
  readonly request: ServiceRequest;
  readonly service: Service;
  readonly standing: string;
  readonly open: boolean;
  readonly days: number;
  /** Null when the person who asked for the organisation has left. */
  readonly account: Account | null;
  readonly organisation: Organisation | null;
  readonly answers: readonly ShownAnswer[];
  readonly conversation: readonly ConversationStep[];
  /** Requests of the same person or organisation to the actor's structures. */
  readonly past: readonly PastDecision[];
  /** Decisions about the same service for the same sort of holder. */
  readonly similar: readonly PastDecision[];
  readonly live: number;
  /** Null: no limit. */
  readonly left: number | null;
  readonly place: WaitingPlace | null;
  readonly appealOfId: string | null;
  readonly alternatives: readonly Service[];
  /** What waits for the requester's consent. */
  readonly handover: RequestHandover | null;
  /** What can be granted. */
  readonly plans: readonly Plan[];
  /** How many people the organisation has; 1 for a person. */
  readonly people: number;
  /** The oldest other request that waits for a decision. */
  readonly nextId: string | null;
}

@Injectable()
export class OperatorRequestPages {
  constructor(
    private readonly database: DataSource,
    private readonly requests: OperatorRequests,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError `not-found` for a request to another structure. */
  async of(actor: Actor, id: string): Promise<OperatorRequestPage> {
    const { manager } = this.database;
    const { request, service } = await requestInScope(manager, actor, id);
    const account =
      request.accountId === null
        ? null
        : await manager.findOne(Account, { where: { id: request.accountId }, relations: { commune: true } });
    const organisation =
      request.organisationId === null
        ? null
        : await manager.findOne(Organisation, { where: { id: request.organisationId }, relations: { commune: true } });
    return {
      request,
      service,
      standing: standingOf(request),
      open: !isFinal(request.status),
      days: daysBetween(request.readyAt ?? request.submittedAt!, this.clock.now()),
      account,
      organisation,
      answers: shownAnswers(request.askedQuestions, request.answers),
      conversation: await conversationOf(manager, request, 'operator'),
      past: await this.past(actor, request),
      similar: await this.similar(request),
      live: await this.subscriptions.liveCount(manager, service.id),
      left: await this.places.left(manager, service),
      place: await this.places.placeOf(manager, request),
      appealOfId: request.appealOfId,
      alternatives: await this.alternatives(service),
      handover: await manager.findOne(RequestHandover, {
        where: { requestId: id, status: 'proposed' },
        relations: { toService: { structure: true } },
      }),
      plans: await this.plans.offered(service.id),
      people: organisation === null ? 1 : await manager.countBy(Membership, { organisationId: organisation.id }),
      nextId: (await this.requests.waitingFor(actor, 2)).find((other) => other.id !== id)?.id ?? null,
    };
  }

  private async past(actor: Actor, request: ServiceRequest): Promise<PastDecision[]> {
    const query = this.decisions()
      .where('request.id <> :id AND request.submitted_at IS NOT NULL', { id: request.id })
      .andWhere('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('request.submittedAt', 'DESC')
      .take(10);
    if (request.organisationId !== null) query.andWhere({ organisationId: request.organisationId });
    else query.andWhere({ accountId: request.accountId! }).andWhere('request.organisation_id IS NULL');
    return (await query.getMany()).map(shown);
  }

  private async similar(request: ServiceRequest): Promise<PastDecision[]> {
    const requests = await this.decisions()
      .where({ serviceId: request.serviceId })
      .andWhere(`request.id <> :id AND request.status IN ('approved', 'refused')`, { id: request.id })
      .andWhere('request.decided_by_id IS NOT NULL')
      .andWhere(`(request.organisation_id IS NULL) = :alone`, { alone: request.organisationId === null })
      .orderBy('request.decidedAt', 'DESC')
      .take(5)
      .getMany();
    return requests.map(shown);
  }

  private decisions(): import('typeorm').SelectQueryBuilder<ServiceRequest> {
    return this.database
      .getRepository(ServiceRequest)
      .createQueryBuilder('request')
      .innerJoinAndSelect('request.service', 'service')
      .leftJoinAndSelect('request.account', 'account')
      .leftJoinAndSelect('request.organisation', 'organisation');
  }

  /** Services that share a need with this one come first; another structure's may help just as well. */
  private alternatives(service: Service): Promise<Service[]> {
    return this.database
      .getRepository(Service)
      .createQueryBuilder('other')
      .innerJoinAndSelect('other.structure', 'structure')
      .where('other.id <> :id AND other.published', { id: service.id })
      .addSelect('(other.needs && :needs)', 'related')
      .setParameter('needs', service.needs)
      .orderBy('related', 'DESC')
      .addOrderBy('other.name')
      .getMany();
  }
}

function shown(request: ServiceRequest): PastDecision {
  const began = request.readyAt ?? request.submittedAt;
  return {
    id: request.id,
    holder: request.organisation?.name ?? request.account!.displayName,
    serviceName: request.service!.name,
    status: request.status,
    at: request.decidedAt ?? request.submittedAt!,
    reason: request.reason,
    delay: request.decidedAt === null || began === null ? null : inWords(request.decidedAt.getTime() - began.getTime()),
  };
}
