import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ManagedServices } from '../../catalogue/managed-services.service.js';
import type { Service } from '../../catalogue/service.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Drift, type DriftStatus } from './drift.entity.js';

const PAGE_SIZE = 50;

/** The name of the queue's task that removes an extra; its payload is the drift's id alone. */
export const END_EXTRA = 'end-extra';

export interface DriftsPage {
  readonly drifts: readonly Drift[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

export interface DriftingService {
  readonly serviceId: string;
  readonly name: string;
  readonly count: number;
  readonly since: Date;
}

/** What a service holds otherwise than granted, as its operators see it and settle it. */
@Injectable()
export class Drifts {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly subscriptions: SubscriptionsService,
    private readonly queue: JobQueue,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Of a service that the caller may see. */
  async list(serviceId: string, statuses: readonly DriftStatus[], after: string | null): Promise<DriftsPage> {
    const query = this.database
      .getRepository(Drift)
      .createQueryBuilder('drift')
      .leftJoinAndSelect('drift.subscription', 'subscription')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where({ serviceId, status: In([...statuses]) })
      .orderBy('drift.id', 'ASC')
      .take(PAGE_SIZE + 1);
    if (after !== null) query.andWhere('drift.id > :after', { after });
    const drifts = await query.getMany();
    return { drifts: drifts.slice(0, PAGE_SIZE), next: drifts.length > PAGE_SIZE ? drifts[PAGE_SIZE - 1]!.id : null };
  }

  async countByStatus(serviceId: string): Promise<ReadonlyMap<DriftStatus, number>> {
    const rows = await this.database.query<{ status: DriftStatus; count: number }[]>(
      'SELECT status, count(*)::int AS count FROM drift WHERE service_id = $1 GROUP BY status',
      [serviceId],
    );
    return new Map(rows.map(({ status, count }) => [status, count]));
  }

  /** Services of the operator's structures that hold something else than granted; for the desk. */
  async waitingFor(actor: Actor): Promise<DriftingService[]> {
    return this.database.query<DriftingService[]>(
      `SELECT service.id AS "serviceId", service.name, count(*)::int AS count, min(drift.first_seen_at) AS since
       FROM drift JOIN service ON service.id = drift.service_id
       WHERE drift.status = 'open' AND service.structure_id = ANY($1)
       GROUP BY service.id ORDER BY since LIMIT 100`,
      [actor.structures],
    );
  }

  /** @throws AppError `not-found` for one of another structure's service */
  async find(actor: Actor, serviceId: string, id: string): Promise<{ service: Service; drift: Drift }> {
    const service = await this.services.get(actor, serviceId);
    const drift = await this.database.getRepository(Drift).findOne({
      where: { id, serviceId: service.id },
      relations: { subscription: { account: true, organisation: true } },
    });
    if (drift === null) throw new AppError(NOT_FOUND);
    return { service, drift };
  }

  /** Orders the work that makes the tool match; an extra is no matter of repair. */
  async repair(actor: Actor, serviceId: string, id: string): Promise<Result<void, 'already'>> {
    return this.settle(actor, serviceId, id, 'drift.repair-ordered', async (manager, drift) => {
      if (drift.status !== 'open' || drift.subscriptionId === null || isExtra(drift)) return null;
      await this.subscriptions.reapply(manager, drift.subscriptionId);
      return { status: 'repairing' };
    });
  }

  /** Somebody vouches for an extra: it is shown apart from now on, with the reason. */
  async vouchFor(actor: Actor, serviceId: string, id: string, reason: string): Promise<Result<void, 'already'>> {
    return this.settle(actor, serviceId, id, 'drift.known', async (_, drift) =>
      isExtra(drift) && drift.status === 'open' ? { status: 'known', knownReason: reason } : null,
    );
  }

  /** Takes that back. */
  async reopen(actor: Actor, serviceId: string, id: string): Promise<Result<void, 'already'>> {
    return this.settle(actor, serviceId, id, 'drift.reopened', async (_, drift) =>
      drift.status === 'known' ? { status: 'open', knownReason: '' } : null,
    );
  }

  /**
   * Has an extra removed from the tool, with all that it holds. Only an operator who said so comes here, never a run. One that was a
   * subscription of ours is removed once more by the ordinary way, another one by a job of its own.
   */
  async end(actor: Actor, serviceId: string, id: string): Promise<Result<void, 'already'>> {
    return this.settle(actor, serviceId, id, 'drift.end-ordered', async (manager, drift) => {
      if (!canBeEnded(drift)) return null;
      if (drift.subscriptionId !== null) {
        await this.subscriptions.reapply(manager, drift.subscriptionId);
        return { status: 'repairing' };
      }
      await this.enqueueEnd(manager, drift);
      return { status: 'ending', failureReason: null };
    });
  }

  /** One after the other for each service. */
  async enqueueEnd(manager: EntityManager, { id, serviceId }: Drift, runAt?: Date): Promise<void> {
    const options = { queue: `${END_EXTRA}:${serviceId}`, key: `${END_EXTRA}:${id}`, runAt };
    await this.queue.add(manager, END_EXTRA, { id }, options);
  }

  private async settle(
    actor: Actor,
    serviceId: string,
    id: string,
    action: string,
    decide: (manager: EntityManager, drift: Drift) => Promise<Partial<Drift> | null>,
  ): Promise<Result<void, 'already'>> {
    const { service } = await this.find(actor, serviceId, id);
    return inTransaction(this.database, async (manager) => {
      const drift = await manager.findOneOrFail(Drift, { where: { id }, lock: { mode: 'pessimistic_write' } });
      const decided = await decide(manager, drift);
      if (decided === null) return fail('already' as const);
      await manager.update(Drift, { id }, decided as never);
      await this.audit.record(manager, actor, {
        action,
        subject: { kind: 'drift', id },
        structureId: service.structureId,
        before: { status: drift.status, kinds: drift.kinds, subscriptionId: drift.subscriptionId },
        after: { status: decided.status, at: this.clock.now().toISOString() },
      });
      return ok(undefined);
    });
  }
}

export function isExtra({ kinds }: Drift): boolean {
  return kinds.includes('extra');
}

/** By the connector, that is: what has no id of the portal's kind can only be removed in the tool itself. */
export function canBeEnded(drift: Drift): boolean {
  return isExtra(drift) && (drift.status === 'open' || drift.status === 'ending') && isId(drift.subject);
}
