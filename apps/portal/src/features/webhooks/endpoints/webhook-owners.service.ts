import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ManagedServices } from '../../catalogue/managed-services.service.js';
import type { Service } from '../../catalogue/service.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import type { WebhookPlace } from '../webhook-place.js';

/** Those whose address it is. */
export interface WebhookOwner {
  readonly place: WebhookPlace;
  readonly name: string;
  /** Whose operators may read of it in the audit log; null for a commune. */
  readonly structureId: string | null;
  /** Null where whoever saves the address approves it by that: an administrator. */
  readonly approvedHosts: readonly string[] | null;
}

/** A service's address is its operators'; one for a commune's commitments is an administrator's. */
@Injectable()
export class WebhookOwners {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
  ) {}

  /** @throws AppError `not-found` for what the actor may not keep, and for an id of nobody. */
  async get(actor: Actor, place: WebhookPlace): Promise<WebhookOwner> {
    if (place.kind === 'commune') return this.commune(this.database.manager, actor, place, false);
    return ofService(place, await this.services.get(actor, place.id));
  }

  /** The same, locked until the transaction ends. */
  async lock(manager: EntityManager, actor: Actor, place: WebhookPlace): Promise<WebhookOwner> {
    if (place.kind === 'commune') return this.commune(manager, actor, place, true);
    return ofService(place, await this.services.lock(manager, actor, place.id));
  }

  private async commune(
    manager: EntityManager,
    actor: Actor,
    place: WebhookPlace,
    lock: boolean,
  ): Promise<WebhookOwner> {
    const { id } = place;
    const commune =
      actor.administrator && isId(id)
        ? await manager.findOne(Commune, { where: { id }, ...(lock ? { lock: { mode: 'pessimistic_write' } } : {}) })
        : null;
    if (commune === null) throw new AppError(NOT_FOUND);
    return { place, name: commune.name, structureId: null, approvedHosts: null };
  }
}

function ofService(place: WebhookPlace, { name, structureId, approvedHosts }: Service): WebhookOwner {
  return { place, name, structureId, approvedHosts };
}
