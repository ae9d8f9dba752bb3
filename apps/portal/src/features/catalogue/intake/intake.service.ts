import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { operates, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Structure } from '../../territories/structure.entity.js';
import { Service } from '../service.entity.js';
import type { IntakeWord, IntakeWords } from './intake.form.js';

/** Whether a structure and its services take new people in, as their operators say it. */
@Injectable()
export class Intakes {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The actor's structures by name, each with its services. */
  async of(actor: Actor): Promise<{ readonly structure: Structure; readonly services: readonly Service[] }[]> {
    const where = { id: In([...actor.structures]), active: true };
    const structures = await this.database.getRepository(Structure).find({ where, order: { name: 'ASC' } });
    const services = await this.database
      .getRepository(Service)
      .find({ where: { structureId: In(structures.map(({ id }) => id)) }, order: { name: 'ASC' } });
    return structures.map((structure) => ({
      structure,
      services: services.filter(({ structureId }) => structureId === structure.id),
    }));
  }

  /** @throws AppError `not-found` for a structure of others. */
  async services(actor: Actor, structureId: string): Promise<Service[]> {
    if (!operates(actor, structureId)) throw new AppError(NOT_FOUND);
    return this.database.getRepository(Service).find({ where: { structureId }, order: { name: 'ASC' } });
  }

  async say(actor: Actor, structureId: string, words: IntakeWords): Promise<void> {
    if (!operates(actor, structureId)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const lock = { mode: 'pessimistic_write' as const };
      const structure = await manager.findOneOrFail(Structure, { where: { id: structureId }, lock });
      const services = await manager.find(Service, { where: { structureId }, order: { id: 'ASC' }, lock });
      const record = (
        kind: 'structure' | 'service',
        id: string,
        before: IntakeWord,
        after: IntakeWord,
      ): Promise<void> =>
        this.audit.record(manager, actor, {
          action: `${kind}.intake-said`,
          subject: { kind, id },
          structureId,
          before: { ...before },
          after: { ...after },
        });
      if (differs(structure, words.structure)) {
        const { intake, note } = words.structure;
        await manager.update(Structure, { id: structureId }, { intake, intakeNote: note });
        await record('structure', structureId, wordOf(structure), words.structure);
      }
      for (const service of services) {
        const word = words.services.get(service.id);
        if (word === undefined || !differs(service, word)) continue;
        const { intake, note } = word;
        await manager.update(Service, { id: service.id }, { intake, intakeNote: note, updatedAt: this.clock.now() });
        await record('service', service.id, wordOf(service), word);
      }
    });
  }
}

function wordOf({ intake, intakeNote }: Pick<Service, 'intake' | 'intakeNote'>): IntakeWord {
  return { intake, note: intakeNote };
}

function differs(one: Pick<Service, 'intake' | 'intakeNote'>, { intake, note }: IntakeWord): boolean {
  return one.intake !== intake || one.intakeNote !== note;
}
