import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { AccessRemoval, type RemovalCause } from './access-removal.entity.js';

/** Within this time a tool has let somebody go, or operators see why not. */
const EXPECTED_WITHIN = MINUTE;

/** Who loses an access, and why. */
export interface Departure {
  readonly accountId: string;
  readonly cause: RemovalCause;
}

/** An access that a tool should have taken away by now. */
export interface OverdueRemoval {
  readonly id: string;
  readonly personName: string;
  readonly serviceName: string;
  readonly since: Date;
  /** The work that should do it, and how it stands. */
  readonly jobId: string;
  readonly jobStatus: string;
  /** From the closed set of the connector contract; null when nothing failed yet. */
  readonly failureReason: string | null;
}

/** Keeps an eye on accesses that have to go. */
@Injectable()
export class AccessRemovals {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the transaction that takes the right away; `subscription` with the revision that does. */
  async add(manager: EntityManager, subscription: Subscription, { accountId, cause }: Departure): Promise<void> {
    const account = await manager.findOneBy(Account, { id: accountId });
    await manager.insert(AccessRemoval, {
      id: newId(this.clock, this.randomness),
      subscriptionId: subscription.id,
      accountId: account?.id ?? null,
      personName: account?.displayName ?? '',
      cause,
      revision: subscription.wantedRevision,
      askedAt: this.clock.now(),
    });
  }

  /** Those of the actor's structures, the oldest first. */
  async overdue(actor: Actor): Promise<OverdueRemoval[]> {
    return this.database.query<OverdueRemoval[]>(
      `SELECT removal.id, removal.person_name AS "personName", service.name AS "serviceName", removal.asked_at AS since,
         job.id AS "jobId", job.status AS "jobStatus", job.failure_reason AS "failureReason"
       FROM access_removal removal
       JOIN subscription ON subscription.id = removal.subscription_id
       JOIN service ON service.id = subscription.service_id
       JOIN LATERAL (SELECT * FROM provisioning_job WHERE subscription_id = subscription.id ORDER BY id DESC LIMIT 1) job ON true
       WHERE service.structure_id = ANY($1) AND subscription.applied_revision < removal.revision AND removal.asked_at <= $2
       ORDER BY removal.asked_at LIMIT 100`,
      [actor.structures, new Date(this.clock.now().getTime() - EXPECTED_WITHIN)],
    );
  }
}
