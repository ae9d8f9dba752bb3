import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { changedFields } from '../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../platform/database/in-transaction.js';
import { slugOf } from '../../platform/forms/slug.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import type { FieldProblem } from './commune-administration.service.js';
import { Commune } from './commune.entity.js';
import { Structure, type StructureKind } from './structure.entity.js';

export interface StructureValues {
  readonly name: string;
  readonly kind: StructureKind;
  readonly description: string;
  readonly website: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly address: string;
  readonly communeId: string | null;
  readonly active: boolean;
}

/** The structures, as administrators keep them. */
@Injectable()
export class StructureAdministration {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(): Promise<Structure[]> {
    return this.database.getRepository(Structure).find({
      relations: { commune: true },
      order: { active: 'DESC', name: 'ASC' },
    });
  }

  /** @throws AppError `not-found`. */
  async get(id: string): Promise<Structure> {
    const structure = isId(id) ? await this.database.getRepository(Structure).findOneBy({ id }) : null;
    if (structure === null) throw new AppError(NOT_FOUND);
    return structure;
  }

  /** Returns the new structure's id. */
  async create(actor: Actor, values: StructureValues): Promise<Result<string, FieldProblem>> {
    if (!(await this.communeExists(values.communeId))) return UNKNOWN_COMMUNE;
    try {
      const id = newId(this.clock, this.randomness);
      const slug = slugOf(values.name, 'structure');
      await inTransaction(this.database, async (manager) => {
        await manager.insert(Structure, { id, slug, ...values, createdAt: this.clock.now() });
        await this.audit.record(manager, actor, {
          action: 'structure.created',
          subject: { kind: 'structure', id },
          structureId: id,
          after: { slug, ...values },
        });
      });
      return ok(id);
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'name', error: { key: 'territories:errors.structureTaken' } });
      throw error;
    }
  }

  /** A structure that is no longer active disappears from the catalogue with its services; nothing is deleted. */
  async update(actor: Actor, id: string, values: StructureValues): Promise<Result<void, FieldProblem>> {
    await this.get(id);
    if (!(await this.communeExists(values.communeId))) return UNKNOWN_COMMUNE;
    await inTransaction(this.database, async (manager) => {
      const before = await manager.findOneOrFail(Structure, { where: { id }, lock: { mode: 'pessimistic_write' } });
      await manager.update(Structure, { id }, values);
      await this.audit.record(manager, actor, {
        action: 'structure.updated',
        subject: { kind: 'structure', id },
        structureId: id,
        ...changedFields(before, values),
      });
    });
    return ok(undefined);
  }

  private async communeExists(id: string | null): Promise<boolean> {
    return id === null || this.database.getRepository(Commune).existsBy({ id });
  }
}

const UNKNOWN_COMMUNE = fail({ field: 'communeId', error: { key: 'ui:errors.choice' } });
