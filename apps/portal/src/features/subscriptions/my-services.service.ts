import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/security/actor.js';
import { Membership } from '../organisations/membership.entity.js';
import { ProvisioningState } from '../provisioning/provisioning-state.service.js';
import { givesPasswords } from './passwords/gives-passwords.js';
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
  readonly status: 'ready' | 'preparing' | 'delayed' | 'suspended';
  readonly canOpen: boolean;
  /** The tool has its own sign-in, for which the portal gives passwords. */
  readonly hasPassword: boolean;
  /** It is one's own, or one owns the organisation that holds it. */
  readonly canEnd: boolean;
  readonly quota: number | null;
  readonly since: Date;
}

@Injectable()
export class MyServices {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly provisioning: ProvisioningState,
  ) {}

  async list(actor: Actor): Promise<MyService[]> {
    const subscriptions = await this.subscriptions.openableBy(actor.accountId);
    const stuck = await this.provisioning.stuckAmong(subscriptions.map(({ id }) => id));
    const owned = new Set(await this.ownedBy(actor.accountId));
    return subscriptions.map((subscription) => {
      const canEnd = subscription.organisationId === null || owned.has(subscription.organisationId);
      return this.view(subscription, stuck.has(subscription.id), canEnd);
    });
  }

  private async ownedBy(accountId: string): Promise<string[]> {
    const owned = await this.database.getRepository(Membership).findBy({ accountId, role: 'owner' });
    return owned.map(({ organisationId }) => organisationId);
  }

  private view(subscription: Subscription, stuck: boolean, canEnd: boolean): MyService {
    const service = subscription.service!;
    const status = statusOf(subscription, stuck);
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
      hasPassword: status === 'ready' && givesPasswords(subscription),
      canEnd,
      quota: subscription.quota,
      since: subscription.startedAt,
    };
  }
}

function statusOf(subscription: Subscription, stuck: boolean): MyService['status'] {
  if (subscription.status === 'suspended') return 'suspended';
  if (subscription.provisionedAt !== null) return 'ready';
  return stuck ? 'delayed' : 'preparing';
}
