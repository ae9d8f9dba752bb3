import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { DataSource, In, Not } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Plan } from '../../catalogue/plans/plan.entity.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Service } from '../../catalogue/service.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Commune } from '../../territories/commune.entity.js';
import { requestsOf } from '../holder.js';
import { RequestDelays, type UsualDelay } from '../request-delays.service.js';
import { openStatuses } from '../request-status.js';
import { ServicePlaces } from '../service-places.service.js';
import { ServiceRequest } from '../service-request.entity.js';
import { Askers, type PossibleHolder } from './askers.js';
import { formDigest, type Answers } from './answers.js';
import { Steering } from './steering.service.js';
import { eligibilityOf, type Eligibility } from './eligibility.js';

/** What the page of one service's request form needs to know. */
export interface AskingPage {
  readonly service: Service;
  readonly holders: readonly PossibleHolder[];
  readonly chosen: PossibleHolder;
  readonly eligibility: Eligibility;
  /** What can be chosen; empty where the service has no plans. */
  readonly plans: readonly Plan[];
  /** The one of a draft; null: none was chosen. */
  readonly draftPlanId: string | null;
  /** Answers of a draft, if one is kept. */
  readonly draft: Answers | null;
  /** The service asks something else than when the draft was made. */
  readonly changedSinceDraft: boolean;
  /** The holder's request that waits for an answer, if there is one: there is nothing to ask again. */
  readonly pendingRequestId: string | null;
  /** The holder has the service already. */
  readonly held: boolean;
  readonly digest: string;
  readonly waiting: number;
  readonly usualDelay: UsualDelay | null;
  /** What people of a commune that is not served are told, if their commune says something. */
  readonly notServedMessage: string;
  /** Where there is room, when this one is full. */
  readonly elsewhere: readonly Service[];
  /** Other services for the same needs, for those who cannot have this one. */
  readonly alternatives: readonly Service[];
}

/** Prepares the form by which a service is asked for. */
@Injectable()
export class AskingPages {
  constructor(
    private readonly database: DataSource,
    private readonly askers: Askers,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly delays: RequestDelays,
    private readonly steering: Steering,
  ) {}

  /** @throws AppError `not-found` for a service that is not published. */
  async service(slug: string): Promise<Service> {
    const service = await this.database.getRepository(Service).findOneBy({ slug, published: true });
    if (service === null) throw new AppError(NOT_FOUND);
    return service;
  }

  /**
   * `forWhom`: an organisation's id, null for oneself, undefined for the first who fits.
   * @throws AppError `not-found` for an organisation for which the actor cannot ask.
   */
  async prepare(actor: Actor, service: Service, forWhom: string | null | undefined): Promise<AskingPage> {
    const { manager } = this.database;
    const holders = await this.askers.holdersOf(manager, actor);
    const chosen = forWhom === undefined ? firstFor(service, holders) : find(holders, forWhom);
    if (chosen === undefined) throw new AppError(NOT_FOUND);
    const asker = await this.askers.describe(manager, actor, service, chosen.organisation);
    const eligibility = eligibilityOf(service, asker, await this.places.isFull(manager, service));
    const open = await manager.findOneBy(ServiceRequest, {
      serviceId: service.id,
      ...requestsOf(chosen.holder),
      status: In([...openStatuses]),
    });
    const draft = open?.status === 'draft' ? open : null;
    const digest = formDigest(service.questions);
    const notEligible = eligibility.outcome === 'not-eligible';
    return {
      service,
      holders,
      chosen,
      eligibility,
      plans: await this.plans.offered(service.id),
      draftPlanId: draft?.planId ?? null,
      draft: draft?.answers ?? null,
      changedSinceDraft: draft !== null && formDigest(draft.askedQuestions as never) !== digest,
      pendingRequestId: open !== null && draft === null ? open.id : null,
      held: (await this.subscriptions.liveFor(manager, service.id, chosen.holder)) !== null,
      digest,
      waiting: await this.places.waiting(manager, service.id),
      usualDelay: await this.delays.forService(service.id),
      notServedMessage: notEligible ? await this.notServedMessage(asker.commune?.inseeCode) : '',
      elsewhere:
        eligibility.outcome === 'waiting-list'
          ? await this.steering.elsewhere(actor, service, chosen.organisation)
          : [],
      alternatives: notEligible ? await this.alternatives(service) : [],
    };
  }

  private async notServedMessage(inseeCode: string | undefined): Promise<string> {
    if (inseeCode === undefined) return '';
    const commune = await this.database.getRepository(Commune).findOneBy({ inseeCode, served: false });
    return commune?.notServedMessage ?? '';
  }

  private alternatives(service: Service): Promise<Service[]> {
    return this.database
      .getRepository(Service)
      .createQueryBuilder('other')
      .innerJoinAndSelect('other.structure', 'structure')
      .where({ id: Not(service.id), published: true })
      .andWhere('other.needs && :needs', { needs: service.needs })
      .orderBy('other.name')
      .take(4)
      .getMany();
  }
}

/** Who the service is meant for, oneself before one's organisations. */
function firstFor(service: Service, holders: readonly PossibleHolder[]): PossibleHolder {
  const fits = holders.find(({ organisation }) =>
    service.audiences.includes(organisation === null ? 'residents' : 'organisations'),
  );
  return fits ?? holders[0]!;
}

function find(holders: readonly PossibleHolder[], organisationId: string | null): PossibleHolder | undefined {
  return holders.find(({ organisation }) => (organisation?.id ?? null) === organisationId);
}
