import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { changedFields } from '../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import type { EditingProblem } from './service-editor.service.js';
import { Software } from './software.entity.js';

export type SoftwareValues = Pick<Software, 'name' | 'licence' | 'website' | 'sourceUrl'>;

/** The free software that services may run. */
@Injectable()
export class SoftwareShelf {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(): Promise<Software[]> {
    return this.database.getRepository(Software).find({ order: { name: 'ASC' } });
  }

  /** @throws AppError `not-found`. */
  async get(id: string): Promise<Software> {
    const software = isId(id) ? await this.database.getRepository(Software).findOneBy({ id }) : null;
    if (software === null) throw new AppError(NOT_FOUND);
    return software;
  }

  /** Adds, or changes the one named by `id`. */
  async save(actor: Actor, id: string | null, values: SoftwareValues): Promise<Result<void, EditingProblem>> {
    const before = id === null ? null : await this.get(id);
    const subject = { kind: 'software', id: before?.id ?? newId(this.clock, this.randomness) };
    try {
      await inTransaction(this.database, async (manager) => {
        await manager.save(Software, { id: subject.id, ...values });
        const change = before === null ? { after: { ...values } } : changedFields(before, values);
        const action = before === null ? 'software.added' : 'software.updated';
        await this.audit.record(manager, actor, { action, subject, ...change });
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'name', error: { key: 'catalogue:errors.softwareTaken' } });
      throw error;
    }
    return ok(undefined);
  }
}
