import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { edits, operates, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { Gathering } from './gathering.entity.js';

/** Editors keep what their commune holds, operators what their structure holds. */
export function keeps(actor: Actor, { communeId, structureId }: Pick<Gathering, 'communeId' | 'structureId'>): boolean {
  return structureId === null ? edits(actor, communeId) : operates(actor, structureId);
}

/** Finds what somebody may work on. What others hold does not exist for them. */
@Injectable()
export class GatheringScope {
  /**
   * @param lock holds the gathering until the transaction ends: its places, its list and its sessions change one after the other
   * @throws AppError `not-found`
   */
  async gathering(manager: EntityManager, actor: Actor, id: string, lock = false): Promise<Gathering> {
    const gathering = isId(id) ? await findGathering(manager, id, lock) : null;
    if (gathering === null || !keeps(actor, gathering)) throw new AppError(NOT_FOUND);
    return gathering;
  }

  /** @throws AppError `not-found` */
  async session(
    manager: EntityManager,
    actor: Actor,
    id: string,
    sessionId: string,
  ): Promise<{ gathering: Gathering; session: GatheringSession }> {
    const gathering = await this.gathering(manager, actor, id, true);
    const session = isId(sessionId)
      ? await manager.findOneBy(GatheringSession, { id: sessionId, gatheringId: gathering.id })
      : null;
    if (session === null) throw new AppError(NOT_FOUND);
    return { gathering, session };
  }
}

/** The gathering, locked when asked, or null. */
export function findGathering(manager: EntityManager, id: string, lock: boolean): Promise<Gathering | null> {
  return manager.findOne(Gathering, {
    where: { id },
    ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });
}
