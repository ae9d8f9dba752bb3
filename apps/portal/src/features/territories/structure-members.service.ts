import { Inject, Injectable } from '@nestjs/common';
import { AppError, isId, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { operates, type Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { StructureMember } from './structure-member.entity.js';
import { Structure } from './structure.entity.js';

export interface NewMember {
  /** Lower case. */
  readonly email: string;
  readonly name: string;
}

export interface MembersPage {
  readonly members: readonly StructureMember[];
  /** The e-mail after which the next page begins, or null. */
  readonly next: string | null;
}

const PAGE = 100;

/** A structure's own list of members, who may use its members-only services. */
@Injectable()
export class StructureMembers {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Whether somebody with this address is on the list. */
  async includes(structureId: string, email: string): Promise<boolean> {
    return this.database.getRepository(StructureMember).existsBy({ structureId, email: email.trim().toLowerCase() });
  }

  /**
   * The structure, for those who keep its list: its operators and administrators.
   * @throws AppError `not-found` for everybody else's.
   */
  async structure(actor: Actor, id: string): Promise<Structure> {
    const structure = isId(id) ? await this.database.getRepository(Structure).findOneBy({ id }) : null;
    if (structure === null || !(actor.administrator || operates(actor, structure.id))) throw new AppError(NOT_FOUND);
    return structure;
  }

  /** By e-mail, those after `after` only. */
  async list(actor: Actor, structureId: string, after: string): Promise<MembersPage> {
    const { id } = await this.structure(actor, structureId);
    const found = await this.database
      .getRepository(StructureMember)
      .createQueryBuilder('member')
      .where('member.structureId = :id AND member.email > :after', { id, after })
      .orderBy('member.email')
      .take(PAGE + 1)
      .getMany();
    const members = found.slice(0, PAGE);
    return { members, next: found.length > PAGE ? members.at(-1)!.email : null };
  }

  /** Adds those who are not there yet; a name that is given replaces the one that stands. Returns how many were new. */
  async add(actor: Actor, structureId: string, members: readonly NewMember[]): Promise<number> {
    const { id } = await this.structure(actor, structureId);
    return inTransaction(this.database, async (manager) => {
      let added = 0;
      for (const member of members) added += await this.put(manager, id, member);
      await this.audit.record(manager, actor, {
        action: 'structure-members.added',
        subject: { kind: 'structure', id },
        structureId: id,
        // Addresses of people have no place in a log that is kept for years.
        after: { given: members.length, added },
      });
      return added;
    });
  }

  async remove(actor: Actor, structureId: string, memberId: string): Promise<void> {
    const { id } = await this.structure(actor, structureId);
    if (!isId(memberId)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const { affected } = await manager.delete(StructureMember, { id: memberId, structureId: id });
      if (affected === 0) return;
      await this.audit.record(manager, actor, {
        action: 'structure-members.removed',
        subject: { kind: 'structure', id },
        structureId: id,
        before: { memberId },
      });
    });
  }

  private async put(manager: EntityManager, structureId: string, { email, name }: NewMember): Promise<number> {
    const [row] = await manager.query<{ added: boolean }[]>(
      `INSERT INTO structure_member (id, structure_id, email, name, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (structure_id, email)
       DO UPDATE SET name = CASE WHEN excluded.name = '' THEN structure_member.name ELSE excluded.name END
       RETURNING xmax = 0 AS added`,
      [newId(this.clock, this.randomness), structureId, email, name, this.clock.now()],
    );
    return row!.added ? 1 : 0;
  }
}
