import { reasonKey, type FailureReason } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../platform/security/actor.js';
import { HelpService } from '../help/help.service.js';
import { JoinRequests } from '../organisations/joining/join-requests.service.js';
import { ServiceErasureRepairs } from '../privacy/erasure/service-erasure-repairs.service.js';
import { RightsDesk } from '../privacy/rights/rights-desk.service.js';
import { JobRepairs } from '../provisioning/job-repairs.service.js';
import { ServiceCircuits } from '../provisioning/circuits/service-circuits.service.js';
import { Drifts } from '../reconciliation/drifts/drifts.service.js';
import { RequestDelays, type UsualDelay } from '../requests/request-delays.service.js';
import { OperatorRequests } from '../requests/deciding/operator-requests.service.js';
import { ServicePlaces } from '../requests/service-places.service.js';
import { LateEmptyings } from '../subscriptions/removals/late-emptyings.service.js';
import { AccessRemovals } from '../subscriptions/removals/access-removals.service.js';
import { SubscriptionChanges } from '../subscriptions/changes/subscription-changes.service.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { WebhookEndpoints } from '../webhooks/endpoints/webhook-endpoints.service.js';
import { holderName } from '../subscriptions/subscription.entity.js';

/** Something that waits for an operator. */
export interface DeskItem {
  readonly kind:
    | 'request'
    | 'appeal'
    | 'job'
    | 'change'
    | 'access'
    | 'emptying'
    | 'webhook'
    | 'circuit'
    | 'drift'
    | 'help'
    | 'join'
    | 'right'
    | 'erasure';
  /** Whose it is. */
  readonly title: string;
  /** Which service or organisation it is about; empty when it is about none. */
  readonly about: string;
  /** Locale key of why it waits, where there is something to say. */
  readonly why?: string;
  readonly since: Date;
  readonly href: string;
}

/** How full one service is. */
export interface ServiceRoom {
  readonly id: string;
  readonly name: string;
  readonly taken: number;
  /** Null: no limit. */
  readonly capacity: number | null;
  readonly waiting: number;
}

export interface Desk {
  /** Oldest first. */
  readonly items: readonly DeskItem[];
  readonly toDecide: number;
  readonly waitingList: number;
  readonly usualDelay: UsualDelay | null;
  readonly subscriptions: number;
  readonly failing: number;
  readonly questions: number;
  readonly services: readonly ServiceRoom[];
}

/** What waits for an operator, and the figures of their structures; each feature counts its own. */
@Injectable()
export class DeskService {
  constructor(
    private readonly requests: OperatorRequests,
    private readonly delays: RequestDelays,
    private readonly places: ServicePlaces,
    private readonly subscriptions: SubscriptionsService,
    private readonly changes: SubscriptionChanges,
    private readonly repairs: JobRepairs,
    private readonly removals: AccessRemovals,
    private readonly emptyings: LateEmptyings,
    private readonly webhooks: WebhookEndpoints,
    private readonly circuits: ServiceCircuits,
    private readonly drifts: Drifts,
    private readonly help: HelpService,
    private readonly joining: JoinRequests,
    private readonly rights: RightsDesk,
    private readonly erasures: ServiceErasureRepairs,
  ) {}

  async of(actor: Actor): Promise<Desk> {
    const jobs = await this.jobs(actor);
    const services = await this.services(actor);
    const questions = await this.questions(actor);
    const items = [
      ...(await this.decisions(actor)),
      ...(await this.accesses(actor)),
      ...(await this.notEmptied(actor)),
      ...(await this.wishes(actor)),
      ...jobs,
      ...(await this.unheard(actor)),
      ...(await this.troubled(actor)),
      ...questions,
      ...(await this.joins(actor)),
      ...(await this.privacy(actor)),
    ];
    return {
      items: items.sort((a, b) => a.since.getTime() - b.since.getTime()),
      ...(await this.requests.counts(actor)),
      usualDelay: await this.delays.forStructures(actor.structures),
      subscriptions: services.reduce((sum, { taken }) => sum + taken, 0),
      failing: jobs.length,
      questions: questions.length,
      services,
    };
  }

  private async decisions(actor: Actor): Promise<DeskItem[]> {
    return (await this.requests.waitingFor(actor)).map(({ id, holder, serviceName, since, appeal }) => ({
      kind: appeal ? 'appeal' : 'request',
      title: holder,
      about: serviceName,
      since,
      href: `/operateur/demandes/${id}`,
    }));
  }

  /** More space or another plan. */
  private async wishes(actor: Actor): Promise<DeskItem[]> {
    return (await this.changes.waitingFor(actor)).map(({ subscription, createdAt }) => ({
      kind: 'change',
      title: holderName(subscription!),
      about: subscription!.service!.name,
      since: createdAt,
      href: `/operateur/acces/${subscription!.id}`,
    }));
  }

  private async jobs(actor: Actor): Promise<DeskItem[]> {
    return (await this.repairs.deadJobs(actor)).map(({ id, subscription, finishedAt, createdAt }) => ({
      kind: 'job',
      title: holderName(subscription!),
      about: subscription!.service!.name,
      since: finishedAt ?? createdAt,
      href: `/operateur/travaux/${id}`,
    }));
  }

  /** People whom a tool has not let go within the minute that is promised. */
  private async accesses(actor: Actor): Promise<DeskItem[]> {
    return (await this.removals.overdue(actor)).map((removal) => ({
      kind: 'access',
      title: removal.personName,
      about: removal.serviceName,
      why: reasonOf(removal),
      since: removal.since,
      href: `/operateur/travaux/${removal.jobId}`,
    }));
  }

  /** Ended subscriptions that their tool still holds: nobody gets a receipt before it does not. */
  private async notEmptied(actor: Actor): Promise<DeskItem[]> {
    return (await this.emptyings.waitingFor(actor)).map((late) => ({
      kind: 'emptying',
      title: late.holder,
      about: late.serviceName,
      why: reasonOf(late),
      since: late.since,
      href: `/operateur/travaux/${late.jobId}`,
    }));
  }

  /** One line a service, however many messages it missed. */
  private async unheard(actor: Actor): Promise<DeskItem[]> {
    return (await this.webhooks.unheard(actor)).map(({ serviceId, name, since }) => ({
      kind: 'webhook',
      title: name,
      about: '',
      since,
      href: `/operateur/services/${serviceId}/notifications`,
    }));
  }

  /** Services that are not called for now, and those that hold something else than granted; a line each. */
  private async troubled(actor: Actor): Promise<DeskItem[]> {
    const line = (kind: DeskItem['kind'], serviceId: string, title: string, since: Date): DeskItem => ({
      ...{ kind, title, about: '', since },
      href: `/operateur/services/${serviceId}/ecarts`,
    });
    const circuits = await this.circuits.waitingFor(actor);
    const drifts = await this.drifts.waitingFor(actor);
    return [
      ...circuits.map(({ serviceId, service, openedAt }) => line('circuit', serviceId, service!.name, openedAt!)),
      ...drifts.map(({ serviceId, name, since }) => line('drift', serviceId, name, since)),
    ];
  }

  private async questions(actor: Actor): Promise<DeskItem[]> {
    return (await this.help.waitingFor(actor)).map(({ subject, serviceName, waitingSince, href }) => ({
      kind: 'help',
      title: subject,
      about: serviceName ?? '',
      since: waitingSince,
      href,
    }));
  }

  private async joins(actor: Actor): Promise<DeskItem[]> {
    return (await this.joining.waitingFor(actor)).map(({ account, organisation, createdAt }) => ({
      kind: 'join',
      title: account!.displayName,
      about: organisation!.name,
      since: createdAt,
      href: `/operateur/organisations/${organisation!.id}`,
    }));
  }

  /** People's rights, each with a month to answer; services that do not forget somebody. */
  private async privacy(actor: Actor): Promise<DeskItem[]> {
    const rights = (await this.rights.waitingFor(actor)).filter(({ structureId }) => structureId !== null);
    const items = rights.map(({ id, name, structure, receivedAt }): DeskItem => {
      return { kind: 'right', title: name, about: structure!.name, since: receivedAt, href: `/operateur/droits/${id}` };
    });
    const stuck = (await this.erasures.dead(actor)).map(({ service, createdAt }): DeskItem => {
      return { kind: 'erasure', title: service!.name, about: '', since: createdAt, href: '/operateur/effacements' };
    });
    return [...items, ...stuck];
  }

  private async services(actor: Actor): Promise<ServiceRoom[]> {
    const services = await this.requests.services(actor);
    const taken = await this.subscriptions.activeCounts(services.map(({ id }) => id));
    const waiting = await this.places.waitingByService(services.map(({ id }) => id));
    return services.map(({ id, name, capacity }) => ({
      id,
      name,
      capacity,
      taken: taken.get(id) ?? 0,
      waiting: waiting.get(id) ?? 0,
    }));
  }
}

/** Why work on a tool is not done yet: what failed, else how it stands. */
function reasonOf(work: { readonly failureReason: string | null; readonly jobStatus: string }): string {
  if (work.failureReason !== null) return reasonKey(work.failureReason as FailureReason);
  return `desk:access.${work.jobStatus}`;
}
