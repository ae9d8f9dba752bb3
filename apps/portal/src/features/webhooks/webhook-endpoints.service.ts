import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookSecrets } from './webhook-secrets.service.js';

const PAGE_SIZE = 30;

/** How long a replaced secret still signs: a person has to paste the new one somewhere. */
export const OVERLAP = 7 * DAY;

export interface ShownEndpoint {
  readonly service: Service;
  readonly endpoint: WebhookEndpoint | null;
  /** How many messages wait for somebody. */
  readonly unheard: number;
  /** The host of the address when no administrator approved it: it is not called. */
  readonly unapprovedHost: string | null;
  readonly deliveries: readonly WebhookDelivery[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

export interface UnheardService {
  readonly serviceId: string;
  readonly name: string;
  readonly since: Date;
}

/** The webhooks of a service, as its operators keep them. Scope is the structure's, by `ManagedServices`. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly secrets: WebhookSecrets,
    private readonly deliveries: WebhookDeliveries,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async show(actor: Actor, serviceId: string, after: string | null): Promise<ShownEndpoint> {
    const service = await this.services.get(actor, serviceId);
    const endpoint = await this.database.getRepository(WebhookEndpoint).findOneBy({ serviceId });
    const deliveries = await this.database.getRepository(WebhookDelivery).find({
      where: { serviceId, ...(after === null ? {} : { id: LessThan(after) }) },
      order: { id: 'DESC' },
      take: PAGE_SIZE + 1,
    });
    return {
      service,
      endpoint,
      unheard: await this.database.getRepository(WebhookDelivery).countBy({ serviceId, status: 'dead' }),
      unapprovedHost: endpoint === null ? null : unapprovedHost(endpoint.url, service.approvedHosts),
      deliveries: deliveries.slice(0, PAGE_SIZE),
      next: deliveries.length > PAGE_SIZE ? deliveries[PAGE_SIZE - 1]!.id : null,
    };
  }

  /** Sets the address. The first time a secret is made: the answer is the only place that shows it. */
  async save(actor: Actor, serviceId: string, url: string): Promise<{ readonly secret: string | null }> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const known = await manager.findOneBy(WebhookEndpoint, { serviceId });
      const now = this.clock.now();
      const after = { url: originAndPath(url) };
      if (known !== null) {
        await manager.update(WebhookEndpoint, { serviceId }, { url, goneAt: null, updatedAt: now });
        await this.record(manager, actor, service, 'webhook.moved', { url: originAndPath(known.url) }, after);
        return { secret: null };
      }
      const secret = this.secrets.make(serviceId);
      await manager.insert(WebhookEndpoint, {
        serviceId,
        url,
        secret: secret.sealed,
        createdAt: now,
        updatedAt: now,
      });
      await this.record(manager, actor, service, 'webhook.added', null, after);
      return { secret: secret.shown };
    });
  }

  /** Tells the service nothing any more; what waited is abandoned when its turn comes. */
  async remove(actor: Actor, serviceId: string): Promise<void> {
    await this.change(actor, serviceId, 'webhook.removed', async (manager) => {
      await manager.delete(WebhookEndpoint, { serviceId });
    });
  }

  /** A new secret; the one before signs beside it for `OVERLAP`, one older than that no more. */
  async rotate(actor: Actor, serviceId: string): Promise<string> {
    return this.change(actor, serviceId, 'webhook.secret-rotated', async (manager) => {
      const { secret: current } = await manager
        .createQueryBuilder(WebhookEndpoint, 'endpoint')
        .addSelect('endpoint.secret')
        .where('endpoint.service_id = :serviceId', { serviceId })
        .getOneOrFail();
      const now = this.clock.now();
      const made = this.secrets.make(serviceId);
      await manager.update(
        WebhookEndpoint,
        { serviceId },
        {
          secret: made.sealed,
          previousSecret: current,
          previousSecretUntil: new Date(now.getTime() + OVERLAP),
          updatedAt: now,
        },
      );
      return made.shown;
    });
  }

  /** Ends the old secret at once: it leaked, or the service knows the new one. */
  async endPrevious(actor: Actor, serviceId: string): Promise<void> {
    await this.change(actor, serviceId, 'webhook.old-secret-ended', async (manager) => {
      const values = { previousSecret: null, previousSecretUntil: null, updatedAt: this.clock.now() };
      await manager.update(WebhookEndpoint, { serviceId }, values);
    });
  }

  async sendTest(actor: Actor, serviceId: string): Promise<string> {
    return this.change(actor, serviceId, 'webhook.tested', (manager) => this.deliveries.addTest(manager, serviceId));
  }

  /** @throws AppError `not-found` for a delivery of another service. */
  async delivery(actor: Actor, serviceId: string, id: string): Promise<WebhookDelivery> {
    const service = await this.services.get(actor, serviceId);
    const delivery = await this.database.getRepository(WebhookDelivery).findOneBy({ id, serviceId });
    if (delivery === null) throw new AppError(NOT_FOUND);
    return Object.assign(delivery, { service });
  }

  /** Sends a message again under its id, from the first attempt; `already` while it is on its way. */
  async replay(actor: Actor, serviceId: string, id: string): Promise<Result<void, 'already'>> {
    const { service } = await this.delivery(actor, serviceId, id);
    return inTransaction(this.database, async (manager) => {
      const where = { id, serviceId };
      const delivery = await manager.findOneOrFail(WebhookDelivery, { where, lock: { mode: 'pessimistic_write' } });
      if (delivery.status === 'queued' || delivery.status === 'running') return fail('already' as const);
      const before = { delivery: id, status: delivery.status, attempts: delivery.attempts };
      const values = { status: 'queued' as const, attempts: 0, nextAttemptAt: null, finishedAt: null };
      await manager.update(WebhookDelivery, { id }, values);
      await this.deliveries.enqueue(manager, id, serviceId);
      await this.record(manager, actor, service!, 'webhook.replayed', before, { status: 'queued' });
      return ok(undefined);
    });
  }

  /** Gives up the messages that wait for somebody: the service found out another way. How many there were. */
  async abandonUnheard(actor: Actor, serviceId: string): Promise<number> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const { affected } = await manager.update(
        WebhookDelivery,
        { serviceId, status: 'dead' },
        { status: 'abandoned', finishedAt: this.clock.now() },
      );
      await this.record(manager, actor, service, 'webhook.abandoned', null, { messages: affected ?? 0 });
      return affected ?? 0;
    });
  }

  /** Services of the actor's structures that missed messages which wait for somebody, since the first of them; for the desk. */
  async unheard(actor: Actor): Promise<readonly UnheardService[]> {
    return this.database.query(
      `SELECT service.id AS "serviceId", service.name, min(delivery.finished_at) AS since
       FROM webhook_delivery delivery JOIN service ON service.id = delivery.service_id
       WHERE delivery.status = 'dead' AND service.structure_id = ANY($1)
       GROUP BY service.id ORDER BY since LIMIT 100`,
      [actor.structures],
    );
  }

  private change<Value>(
    actor: Actor,
    serviceId: string,
    action: string,
    work: (manager: EntityManager) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      if (!(await manager.existsBy(WebhookEndpoint, { serviceId }))) throw new AppError(NOT_FOUND);
      const value = await work(manager);
      await this.record(manager, actor, service, action, null, null);
      return value;
    });
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    const { id, structureId } = service;
    await this.audit.record(manager, actor, { action, subject: { kind: 'service', id }, structureId, before, after });
  }
}

function unapprovedHost(url: string, approved: readonly string[]): string | null {
  const { host, hostname } = new URL(url);
  return approved.includes(host) || approved.includes(hostname) ? null : host;
}

/** A query may hold a key of the service's: it stays out of the audit log. */
function originAndPath(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
