import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import { edits, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Commitment } from './commitment.entity.js';

/** Finds what an editor may work on. What belongs to another commune does not exist for them. */
@Injectable()
export class CommitmentScope {
  /**
   * @param lock holds the commitment until the transaction ends, so that changes of one commitment come one after the other
   * @throws AppError `not-found`
   */
  async commitment(manager: EntityManager, actor: Actor, id: string, lock = false): Promise<Commitment> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const commitment = await manager.findOne(Commitment, {
      where: { id },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    if (commitment === null || !edits(actor, commitment.communeId)) throw new AppError(NOT_FOUND);
    return commitment;
  }

  /**
   * A part (action, update, indicator, spending) with its commitment; the part is read after the lock.
   * @throws AppError `not-found`
   */
  async part<Part extends { id: string; commitmentId: string }>(
    manager: EntityManager,
    actor: Actor,
    entity: EntityTarget<Part>,
    id: string,
    lock = false,
  ): Promise<{ part: Part; commitment: Commitment }> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const where = { id } as FindOptionsWhere<Part>;
    const found = await manager.findOneBy(entity, where);
    if (found === null) throw new AppError(NOT_FOUND);
    const commitment = await this.commitment(manager, actor, found.commitmentId, lock);
    if (!lock) return { part: found, commitment };
    const part = await manager.findOneBy(entity, where);
    if (part === null) throw new AppError(NOT_FOUND);
    return { part, commitment };
  }
}
