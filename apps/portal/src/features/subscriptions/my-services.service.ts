import { findConnector } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { Actor } from '../../platform/security/actor.js';
import { Membership, type MembershipRole } from '../organisations/membership.entity.js';
import { ProvisioningState } from '../provisioning/provisioning-state.service.js';
import { SubscriptionClosure } from './ending/subscription-closure.entity.js';
import { Holdings } from './holdings.service.js';
import { hasPads } from './pads/has-pads.js';
import { givesPasswords } from './passwords/gives-passwords.js';
import { Seats } from './plans/seats.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** What the page says of one granted service. */
export interface MyService {
  readonly id: string;
  readonly service: {
    readonly name: string;
    readonly slug: string;
    readonly summary: string;
    readonly structure: string;
    readonly state: string;
    readonly stateNote: string;
  };
  /** Null when it is one's own. */
  readonly organisation: string | null;
  readonly status: 'ready' | 'no-seat' | 'preparing' | 'delayed' | 'suspended';
  readonly canOpen: boolean;
  /** It is a choice of rooms, each opened from its own page. */
  readonly hasRooms: boolean;
  /** Its documents are listed on a page of the portal. */
  readonly hasPads: boolean;
  /** The tool has its own sign-in, for which the portal gives passwords. */
  readonly hasPassword: boolean;
  /** It is one's own, or one owns the organisation that holds it, and nobody has ended it yet. */
  readonly canEnd: boolean;
  /** When its content goes; null while it goes on. */
  readonly closesOn: Date | null;
  /** One has a say in how it ends. */
  readonly canManage: boolean;
  readonly quota: number | null;
  /** Null where the service has no plans. */
  readonly plan: string | null;
  readonly since: Date;
}

export interface EndedService {
  readonly id: string;
  readonly name: string;
  readonly organisation: string | null;
  readonly endedAt: Date;
}

@Injectable()
export class MyServices {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly provisioning: ProvisioningState,
    private readonly holdings: Holdings,
    private readonly seats: Seats,
  ) {}

  async list(actor: Actor): Promise<MyService[]> {
    const subscriptions = await this.subscriptions.openableBy(actor.accountId);
    const seatless = await this.seats.missingFor(actor.accountId);
    const stuck = await this.provisioning.stuckAmong(subscriptions.map(({ id }) => id));
    const closing = await this.closing(subscriptions);
    const roles = await this.rolesOf(actor.accountId);
    return subscriptions.map((subscription) => {
      const { id, organisationId } = subscription;
      const role = organisationId === null ? 'owner' : (roles.get(organisationId) ?? 'member');
      const status = statusOf(subscription, seatless.has(id), stuck.has(id));
      return this.view(subscription, status, role, closing.get(id) ?? null);
    });
  }

  /** What ended, for its receipts. */
  async ended(actor: Actor): Promise<EndedService[]> {
    return (await this.holdings.allEnded(actor)).map(({ id, service, organisation, endedAt }) => ({
      id,
      name: service!.name,
      organisation: organisation?.name ?? null,
      endedAt: endedAt!,
    }));
  }

  private async rolesOf(accountId: string): Promise<ReadonlyMap<string, MembershipRole>> {
    const memberships = await this.database.getRepository(Membership).findBy({ accountId });
    return new Map(memberships.map(({ organisationId, role }) => [organisationId, role]));
  }

  private async closing(subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, Date>> {
    const ids = subscriptions.map(({ id }) => id);
    const counting = { subscriptionId: In(ids), status: 'counting' as const };
    const closures = await this.database.getRepository(SubscriptionClosure).findBy(counting);
    return new Map(closures.map(({ subscriptionId, endsAt }) => [subscriptionId, endsAt]));
  }

  private view(
    subscription: Subscription,
    status: MyService['status'],
    role: MembershipRole,
    closesOn: Date | null,
  ): MyService {
    const service = subscription.service!;
    return {
      id: subscription.id,
      service: {
        name: service.name,
        slug: service.slug,
        summary: service.summary,
        structure: service.structure!.name,
        state: service.state,
        stateNote: service.stateNote,
      },
      organisation: subscription.organisation?.name ?? null,
      status,
      canOpen: status === 'ready',
      hasRooms: findConnector(service.connectorId)?.can.rooms ?? false,
      hasPads: status === 'ready' && hasPads(subscription),
      hasPassword: status === 'ready' && givesPasswords(subscription),
      canEnd: role === 'owner' && closesOn === null,
      closesOn,
      canManage: role !== 'member',
      quota: subscription.quota,
      plan: subscription.plan?.name ?? null,
      since: subscription.startedAt,
    };
  }
}

function statusOf(subscription: Subscription, seatless: boolean, stuck: boolean): MyService['status'] {
  if (subscription.status === 'suspended') return 'suspended';
  if (seatless) return 'no-seat';
  if (subscription.provisionedAt !== null) return 'ready';
  return stuck ? 'delayed' : 'preparing';
}
