import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { WebhookDeliveries } from '../webhook-deliveries.service.js';
import { WebhookDelivery } from '../webhook-delivery.entity.js';
import { WebhookEndpoint } from '../webhook-endpoint.entity.js';
import { WebhookOwners, type WebhookOwner } from './webhook-owners.service.js';
import { keysOf, type WebhookPlace } from '../webhook-place.js';
import { WebhookSecrets } from '../webhook-secrets.service.js';

const PAGE_SIZE = 30;

/** How long a replaced secret still signs: a person has to paste the new one somewhere. */
export const OVERLAP = 7 * DAY;

export interface ShownEndpoint {
  readonly owner: WebhookOwner;
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

/** The webhooks of a service or a commune, as those keep them who may (`WebhookOwners`). */
@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly database: DataSource,
    private readonly owners: WebhookOwners,
    private readonly secrets: WebhookSecrets,
    private readonly deliveries: WebhookDeliveries,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async show(actor: Actor, place: WebhookPlace, after: string | null): Promise<ShownEndpoint> {
    const owner = await this.owners.get(actor, place);
    const endpoint = await this.database.getRepository(WebhookEndpoint).findOneBy({ ownerId: place.id });
    const deliveries = await this.database.getRepository(WebhookDelivery).find({
      where: { ownerId: place.id, ...(after === null ? {} : { id: LessThan(after) }) },
      order: { id: 'DESC' },
      take: PAGE_SIZE + 1,
    });
    return {
      owner,
      endpoint,
      unheard: await this.database.getRepository(WebhookDelivery).countBy({ ownerId: place.id, status: 'dead' }),
      unapprovedHost: endpoint === null ? null : unapprovedHost(endpoint.url, owner.approvedHosts),
      deliveries: deliveries.slice(0, PAGE_SIZE),
      next: deliveries.length > PAGE_SIZE ? deliveries[PAGE_SIZE - 1]!.id : null,
    };
  }

  /** Sets the address. The first time a secret is made: the answer is the only place that shows it. */
  async save(
    actor: Actor,
    place: WebhookPlace,
    { url, allowPrivate = false }: { url: string; allowPrivate?: boolean },
  ): Promise<{ readonly secret: string | null }> {
    return inTransaction(this.database, async (manager) => {
      const owner = await this.owners.lock(manager, actor, place);
      const known = await manager.findOneBy(WebhookEndpoint, { ownerId: place.id });
      const now = this.clock.now();
      const after = { url: originAndPath(url) };
      if (known !== null) {
        await manager.update(
          WebhookEndpoint,
          { ownerId: place.id },
          { url, allowPrivate, goneAt: null, updatedAt: now },
        );
        await this.record(manager, actor, owner, 'webhook.moved', { url: originAndPath(known.url) }, after);
        return { secret: null };
      }
      const secret = this.secrets.make(place.id);
      await manager.insert(WebhookEndpoint, {
        ...keysOf(place),
        url,
        allowPrivate,
        secret: secret.sealed,
        createdAt: now,
        updatedAt: now,
      });
      await this.record(manager, actor, owner, 'webhook.added', null, after);
      return { secret: secret.shown };
    });
  }

  /** Tells the service nothing any more; what waited is abandoned when its turn comes. */
  async remove(actor: Actor, place: WebhookPlace): Promise<void> {
    await this.change(actor, place, 'webhook.removed', async (manager) => {
      await manager.delete(WebhookEndpoint, { ownerId: place.id });
    });
  }

  /** A new secret; the one before signs beside it for `OVERLAP`, one older than that no more. */
  async rotate(actor: Actor, place: WebhookPlace): Promise<string> {
    return this.change(actor, place, 'webhook.secret-rotated', async (manager) => {
      const { secret: current } = await manager
        .createQueryBuilder(WebhookEndpoint, 'endpoint')
        .addSelect('endpoint.secret')
        .where('endpoint.owner_id = :ownerId', { ownerId: place.id })
        .getOneOrFail();
      const now = this.clock.now();
      const made = this.secrets.make(place.id);
      await manager.update(
        WebhookEndpoint,
        { ownerId: place.id },
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
  async endPrevious(actor: Actor, place: WebhookPlace): Promise<void> {
    await this.change(actor, place, 'webhook.old-secret-ended', async (manager) => {
      const values = { previousSecret: null, previousSecretUntil: null, updatedAt: this.clock.now() };
      await manager.update(WebhookEndpoint, { ownerId: place.id }, values);
    });
  }

  async sendTest(actor: Actor, place: WebhookPlace): Promise<string> {
    return this.change(actor, place, 'webhook.tested', (manager) => this.deliveries.addTest(manager, place));
  }

  /** @throws AppError `not-found` for a delivery of somebody else. */
  async delivery(
    actor: Actor,
    place: WebhookPlace,
    id: string,
  ): Promise<{ readonly owner: WebhookOwner; readonly delivery: WebhookDelivery }> {
    const owner = await this.owners.get(actor, place);
    const delivery = await this.database.getRepository(WebhookDelivery).findOneBy({ id, ownerId: place.id });
    if (delivery === null) throw new AppError(NOT_FOUND);
    return { owner, delivery };
  }

  /** Sends a message again under its id, from the first attempt; `already` while it is on its way. */
  async replay(actor: Actor, place: WebhookPlace, id: string): Promise<Result<void, 'already'>> {
    const { owner } = await this.delivery(actor, place, id);
    return inTransaction(this.database, async (manager) => {
      const where = { id, ownerId: place.id };
      const delivery = await manager.findOneOrFail(WebhookDelivery, { where, lock: { mode: 'pessimistic_write' } });
      if (delivery.status === 'queued' || delivery.status === 'running') return fail('already' as const);
      const before = { delivery: id, status: delivery.status, attempts: delivery.attempts };
      const values = { status: 'queued' as const, attempts: 0, nextAttemptAt: null, finishedAt: null };
      await manager.update(WebhookDelivery, { id }, values);
      await this.deliveries.enqueue(manager, id, place.id);
      await this.record(manager, actor, owner, 'webhook.replayed', before, { status: 'queued' });
      return ok(undefined);
    });
  }

  /** Gives up the messages that wait for somebody: the service found out another way. How many there were. */
  async abandonUnheard(actor: Actor, place: WebhookPlace): Promise<number> {
    return inTransaction(this.database, async (manager) => {
      const owner = await this.owners.lock(manager, actor, place);
      const { affected } = await manager.update(
        WebhookDelivery,
        { ownerId: place.id, status: 'dead' },
        { status: 'abandoned', finishedAt: this.clock.now() },
      );
      await this.record(manager, actor, owner, 'webhook.abandoned', null, { messages: affected ?? 0 });
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
    place: WebhookPlace,
    action: string,
    work: (manager: EntityManager) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.database, async (manager) => {
      const owner = await this.owners.lock(manager, actor, place);
      if (!(await manager.existsBy(WebhookEndpoint, { ownerId: place.id }))) throw new AppError(NOT_FOUND);
      const value = await work(manager);
      await this.record(manager, actor, owner, action, null, null);
      return value;
    });
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    owner: WebhookOwner,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown> | null,
  ): Promise<void> {
    const { place, structureId } = owner;
    const communeId = place.kind === 'commune' ? place.id : null;
    await this.audit.record(manager, actor, { action, subject: place, structureId, communeId, before, after });
  }
}

function unapprovedHost(url: string, approved: readonly string[] | null): string | null {
  if (approved === null) return null;
  const { host, hostname } = new URL(url);
  return approved.includes(host) || approved.includes(hostname) ? null : host;
}

/** A query may hold a key of the service's: it stays out of the audit log. */
function originAndPath(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
