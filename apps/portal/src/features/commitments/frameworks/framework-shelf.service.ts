import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { FrameworkFile } from './framework-file.js';
import { FrameworkRevision } from './framework-revision.entity.js';
import { Framework } from './framework.entity.js';
import { Measure } from './measure.entity.js';
import { RESERVED_KEYS } from './reserved-keys.js';

/** Why a version of a programme is not taken; `measure` names the one that it is about. */
export interface ShelfRefusal {
  readonly key: string;
  readonly measure?: string;
}

export interface ShelvedFramework {
  readonly framework: Framework;
  /** Retired ones at the end. */
  readonly measures: readonly Measure[];
}

/** The programmes that communes can commit to. Every change is a new version, and the older ones are kept. */
@Injectable()
export class FrameworkShelf {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async all(): Promise<ShelvedFramework[]> {
    const frameworks = await this.database.getRepository(Framework).find({ order: { position: 'ASC', key: 'ASC' } });
    const measures = await this.database
      .getRepository(Measure)
      .find({ order: { retiredAt: { direction: 'ASC', nulls: 'FIRST' }, position: 'ASC' } });
    return frameworks.map((framework) => ({
      framework,
      measures: measures.filter(({ frameworkId }) => frameworkId === framework.id),
    }));
  }

  /** @throws AppError `not-found` */
  async find(id: string): Promise<ShelvedFramework> {
    const found = isId(id) ? (await this.all()).find(({ framework }) => framework.id === id) : undefined;
    if (found === undefined) throw new AppError(NOT_FOUND);
    return found;
  }

  async versions(frameworkId: string): Promise<FrameworkRevision[]> {
    return this.database.getRepository(FrameworkRevision).find({ where: { frameworkId }, order: { version: 'DESC' } });
  }

  /**
   * Adds a programme or its next version, if something differs. A measure that the new version has no more is retired: who
   * committed to it is still held to it.
   * @param expected the version that the change was made from; null when it comes from a file
   */
  async save(actor: Actor, file: FrameworkFile, expected: number | null): Promise<Result<Framework, ShelfRefusal>> {
    const keys = file.measures.map(({ key }) => key);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) return fail({ key: 'commitments:errors.measureTwice', measure: twice });
    const reserved = keys.find((key) => RESERVED_KEYS.includes(key));
    if (reserved !== undefined) return fail({ key: 'commitments:errors.measureReserved', measure: reserved });
    return inTransaction(this.database, async (manager) => {
      // One at a time: two administrators who load the same file must not both add it.
      await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['ronron frameworks']);
      const known = await manager.findOneBy(Framework, { key: file.key });
      if (known !== null && expected !== null && known.version !== expected) {
        return fail({ key: 'commitments:errors.changed' });
      }
      const sameKeys = await manager.findBy(Measure, { key: In(keys) });
      const foreign = sameKeys.find(({ frameworkId }) => frameworkId !== known?.id);
      if (foreign !== undefined) return fail({ key: 'commitments:errors.measureElsewhere', measure: foreign.key });
      const before = known === null ? null : await this.fileOf(manager, known);
      const after = inOrder(file);
      if (known !== null && JSON.stringify(before) === JSON.stringify(after)) return ok(known);
      if (known !== null) await this.keep(manager, known, before!, true);
      const framework = await this.write(manager, known, after);
      await this.keep(manager, framework, after, false);
      await this.audit.record(manager, actor, {
        action: known === null ? 'framework.added' : 'framework.changed',
        subject: { kind: 'framework', id: framework.id },
        before: before as never,
        after: after as never,
      });
      return ok(framework);
    });
  }

  /** The programme as a file; that of an older version if one is asked for, null when there is no such thing. */
  async file(key: string, version?: number): Promise<FrameworkFile | null> {
    const framework = await this.database.getRepository(Framework).findOneBy({ key });
    if (framework === null) return null;
    if (version === undefined || version === framework.version) return this.fileOf(this.database.manager, framework);
    const kept = await this.database.getRepository(FrameworkRevision).findOneBy({ frameworkId: framework.id, version });
    return kept?.content ?? null;
  }

  private async fileOf(manager: EntityManager, framework: Framework): Promise<FrameworkFile> {
    const measures = await manager.find(Measure, { where: { frameworkId: framework.id }, order: { position: 'ASC' } });
    const { key, name, summary, year, sourceUrl, expectedMeasures } = framework;
    return inOrder({
      key,
      name,
      summary,
      year,
      sourceUrl,
      expectedMeasures,
      measures: measures.filter(({ retiredAt }) => retiredAt === null),
    });
  }

  private async write(manager: EntityManager, known: Framework | null, file: FrameworkFile): Promise<Framework> {
    const { measures, key, name, summary, year, sourceUrl, expectedMeasures } = file;
    const last = await manager.maximum(Framework, 'position', {});
    const framework = manager.create(Framework, {
      ...(known ?? { id: newId(this.clock, this.randomness), position: (last ?? 0) + 1 }),
      ...{ key, name, summary, year, sourceUrl, expectedMeasures },
      version: (known?.version ?? 0) + 1,
    });
    await manager.save(framework);
    const present = await manager.findBy(Measure, { frameworkId: framework.id });
    for (const measure of present) {
      if (measure.retiredAt !== null || measures.some((one) => one.key === measure.key)) continue;
      await manager.update(Measure, { id: measure.id }, { retiredAt: this.clock.now() });
    }
    for (const [index, measure] of measures.entries()) {
      const was = present.find((one) => one.key === measure.key);
      await manager.save(
        manager.create(Measure, {
          ...measure,
          id: was?.id ?? newId(this.clock, this.randomness),
          frameworkId: framework.id,
          position: index + 1,
          retiredAt: null,
        }),
      );
    }
    return framework;
  }

  /** `missingOnly`: for the version of before, which came with the portal and of which nothing may be kept yet. */
  private async keep(
    manager: EntityManager,
    framework: Framework,
    content: FrameworkFile,
    missingOnly: boolean,
  ): Promise<void> {
    const { id: frameworkId, version } = framework;
    if (missingOnly && (await manager.existsBy(FrameworkRevision, { frameworkId, version }))) return;
    const id = newId(this.clock, this.randomness);
    await manager.insert(FrameworkRevision, {
      id,
      frameworkId,
      version,
      at: this.clock.now(),
      content: content as never,
    });
  }
}

/** Always the same keys in the same order, without the address of the schema: equal files are equal bytes. */
function inOrder(file: FrameworkFile): FrameworkFile {
  const words = ({ fr, en, br }: FrameworkFile['name']): FrameworkFile['name'] => ({
    fr,
    ...(en === undefined ? {} : { en }),
    ...(br === undefined ? {} : { br }),
  });
  const { key, name, summary, year, sourceUrl, expectedMeasures } = file;
  return {
    ...{ key, name: words(name), summary: words(summary), year, sourceUrl, expectedMeasures },
    measures: file.measures.map((measure) => ({
      key: measure.key,
      title: words(measure.title),
      summary: words(measure.summary),
      levels: measure.levels.map(words),
    })),
  };
}
