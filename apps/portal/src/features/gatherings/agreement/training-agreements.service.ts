import { Inject, Injectable } from '@nestjs/common';
import { AppError, isId, type Clock } from '@ronron/kernel';
import { DataSource, IsNull, Not } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { edits, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Structure } from '../../territories/structure.entity.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { TrainingAgreement } from './training-agreement.entity.js';

/** For SQL over `gathering`: the commune holds it itself, or has agreed that the structure's count. */
export const COUNTS_FOR_COMMUNE = `(CASE
  WHEN gathering.structure_id IS NULL THEN gathering.held_by = '' OR gathering.held_by_agreed_at IS NOT NULL
  ELSE EXISTS (
    SELECT 1 FROM training_agreement AS agreed
    WHERE agreed.commune_id = gathering.commune_id AND agreed.structure_id = gathering.structure_id) END)`;

/** A structure that holds gatherings for a commune of the editor's. */
export interface StructureHere {
  readonly communeId: string;
  readonly communeName: string;
  /** Null for a structure of another portal, which its name alone tells. */
  readonly structureId: string | null;
  readonly structureName: string;
  readonly gatherings: number;
  readonly agreedAt: Date | null;
}

/** Anybody's structure may name a commune; only the commune's editors say that it counts there. */
@Injectable()
export class TrainingAgreements {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By commune and name; those that the editor's communes agreed to, and those that published a gathering for them. */
  async of(actor: Actor): Promise<StructureHere[]> {
    const here = await this.database.query<StructureHere[]>(
      `SELECT commune.id AS "communeId", commune.name AS "communeName", structure.id AS "structureId",
              structure.name AS "structureName", count(gathering.id)::int AS gatherings, agreed.agreed_at AS "agreedAt"
       FROM commune CROSS JOIN structure
       LEFT JOIN gathering ON gathering.commune_id = commune.id AND gathering.structure_id = structure.id
         AND gathering.state <> 'draft'
       LEFT JOIN training_agreement AS agreed ON agreed.commune_id = commune.id AND agreed.structure_id = structure.id
       WHERE commune.id = ANY($1)
       GROUP BY commune.id, structure.id, agreed.agreed_at
       HAVING count(gathering.id) > 0 OR agreed.agreed_at IS NOT NULL
       ORDER BY commune.name, structure.name, structure.id`,
      [actor.communes],
    );
    return [...here, ...(await this.ofElsewhere(actor))];
  }

  /** Once for all that a structure of another portal held, as archives told it. @throws AppError `not-found` */
  async setElsewhere(actor: Actor, communeId: string, heldBy: string, agreed: boolean): Promise<void> {
    if (!isId(communeId) || heldBy === '' || !edits(actor, communeId)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const theirs = { communeId, heldBy, structureId: IsNull() };
      if (!(await manager.existsBy(Gathering, theirs))) throw new AppError(NOT_FOUND);
      const { affected } = await manager.update(
        Gathering,
        { ...theirs, heldByAgreedAt: agreed ? IsNull() : Not(IsNull()) },
        { heldByAgreedAt: agreed ? this.clock.now() : null },
      );
      if (!affected) return;
      await this.audit.record(manager, actor, {
        action: agreed ? 'training-agreement.given' : 'training-agreement.taken-back',
        subject: { kind: 'commune', id: communeId },
        communeId,
        after: { structure: heldBy },
      });
    });
  }

  /** Those of other portals whose gatherings an archive brought. */
  private ofElsewhere(actor: Actor): Promise<StructureHere[]> {
    return this.database.query<StructureHere[]>(
      `SELECT commune.id AS "communeId", commune.name AS "communeName", NULL AS "structureId",
              gathering.held_by AS "structureName", count(*)::int AS gatherings, min(gathering.held_by_agreed_at) AS "agreedAt"
       FROM gathering JOIN commune ON commune.id = gathering.commune_id
       WHERE commune.id = ANY($1) AND gathering.structure_id IS NULL AND gathering.held_by <> '' AND gathering.state <> 'draft'
       GROUP BY commune.id, gathering.held_by ORDER BY commune.name, gathering.held_by`,
      [actor.communes],
    );
  }

  /** Once for all that the structure holds, before and after; it can be taken back. @throws AppError `not-found` */
  async set(actor: Actor, communeId: string, structureId: string, agreed: boolean): Promise<void> {
    if (!isId(communeId) || !isId(structureId) || !edits(actor, communeId)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const structure = await manager.findOneBy(Structure, { id: structureId });
      if (structure === null) throw new AppError(NOT_FOUND);
      const { affected } = agreed
        ? {
            affected: (
              await manager
                .createQueryBuilder()
                .insert()
                .into(TrainingAgreement)
                .values({ communeId, structureId, agreedAt: this.clock.now() })
                .orIgnore()
                .returning('structure_id')
                .execute()
            ).raw.length as number,
          }
        : await manager.delete(TrainingAgreement, { communeId, structureId });
      // Clicked twice, said once.
      if (!affected) return;
      await this.audit.record(manager, actor, {
        action: agreed ? 'training-agreement.given' : 'training-agreement.taken-back',
        subject: { kind: 'structure', id: structureId },
        communeId,
        structureId,
        after: { structure: structure.name },
      });
    });
  }
}
