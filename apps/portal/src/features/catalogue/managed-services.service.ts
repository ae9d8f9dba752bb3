import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { operates, type Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Structure } from '../territories/structure.entity.js';
import { Service } from './service.entity.js';

/** Services as those who run them see them: an operator their structures', an administrator every one. */
@Injectable()
export class ManagedServices {
  constructor(private readonly database: DataSource) {}

  /** By structure and name. `everywhere` only counts for administrators. */
  async list(actor: Actor, everywhere: boolean): Promise<Service[]> {
    const structures = everywhere && actor.administrator ? undefined : In([...actor.structures]);
    return this.database.getRepository(Service).find({
      where: structures === undefined ? {} : { structureId: structures },
      relations: { structure: true, software: true },
      order: { structure: { name: 'ASC' }, name: 'ASC' },
      take: 1000,
    });
  }

  /** @throws AppError `not-found` for an id of nobody and for another structure's alike. */
  async get(actor: Actor, id: string): Promise<Service> {
    const service = isId(id)
      ? await this.database
          .getRepository(Service)
          .findOne({ where: { id }, relations: { structure: true, software: true } })
      : null;
    if (service === null || !manages(actor, service.structureId)) throw new AppError(NOT_FOUND);
    return service;
  }

  /** The same, locked until the transaction ends. */
  async lock(manager: EntityManager, actor: Actor, id: string): Promise<Service> {
    const service = isId(id)
      ? await manager.findOne(Service, { where: { id }, lock: { mode: 'pessimistic_write' } })
      : null;
    if (service === null || !manages(actor, service.structureId)) throw new AppError(NOT_FOUND);
    return service;
  }

  /** The structures for which the actor may run services, by name; those no longer active only for administrators. */
  async structures(actor: Actor): Promise<Structure[]> {
    const where = actor.administrator ? {} : { id: In([...actor.structures]), active: true };
    return this.database.getRepository(Structure).find({ where, order: { name: 'ASC' } });
  }
}

/** Whether the actor may change this structure's services. */
export function manages(actor: Actor, structureId: string): boolean {
  return actor.administrator || operates(actor, structureId);
}
