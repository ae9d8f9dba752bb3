import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { daysLater } from '../../../platform/i18n/local-time.js';
import type { Actor } from '../../../platform/security/actor.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { SessionRooms } from '../sessions/session-rooms.service.js';
import { freeSlug } from './free-slug.js';
import { GatheringMeasure } from './gathering-measure.entity.js';
import { GatheringScope } from './gathering-scope.service.js';
import { Gathering } from './gathering.entity.js';
import { daysUntil } from './recurrence.js';
import type { Repeats } from './repeats.form.js';

/** Holding the same again and again: each time is a gathering of its own, for which people register by itself. */
@Injectable()
export class GatheringRepeats {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly rooms: SessionRooms,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Makes them, as drafts or published, in one series with the first. What the series has on a day already is not made again: asked
   * twice it is there once.
   * @returns how many were made
   */
  async make(actor: Actor, id: string, { rhythm, turns, series, publish }: Repeats): Promise<number> {
    return inTransaction(this.database, async (manager) => {
      const first = await this.scope.gathering(manager, actor, id, true);
      if (first.series !== series) {
        const change = { series, updatedAt: this.clock.now(), version: first.version + 1 };
        await manager.save(Object.assign(first, change));
      }
      const sessions = await manager.find(GatheringSession, {
        where: { gatheringId: id, cancelledAt: IsNull() },
        order: { startsAt: 'ASC' },
      });
      const measures = await manager.findBy(GatheringMeasure, { gatheringId: id });
      const { communeId, structureId } = first;
      const ofSeries = await manager.findBy(Gathering, { series, communeId, structureId: structureId ?? IsNull() });
      const known = new Set(ofSeries.map(({ startsAt }) => startsAt.getTime()));
      let made = 0;
      for (let turn = 1; turn <= turns; turn++) {
        const days = daysUntil(rhythm, first.startsAt, turn);
        if (known.has(daysLater(first.startsAt, days).getTime())) continue;
        await this.again(manager, actor, first, { sessions, measures, days, publish });
        made++;
      }
      if (made > 0) await this.record(manager, actor, first, { rhythm, made, publish });
      return made;
    });
  }

  private async again(
    manager: EntityManager,
    actor: Actor,
    first: Gathering,
    what: {
      readonly sessions: readonly GatheringSession[];
      readonly measures: readonly GatheringMeasure[];
      readonly days: number;
      readonly publish: boolean;
    },
  ): Promise<void> {
    const now = this.clock.now();
    const id = newId(this.clock, this.randomness);
    const gathering = manager.create(Gathering, {
      ...first,
      id,
      slug: await freeSlug(manager, first.title),
      state: what.publish ? 'published' : 'draft',
      publishedAt: what.publish ? now : null,
      startsAt: daysLater(first.startsAt, what.days),
      endsAt: daysLater(first.endsAt, what.days),
      // What an archive told of the first is not true of one that is held here again.
      cameFrom: '',
      heldBy: '',
      heldByAgreedAt: null,
      opinionsElsewhere: [],
      cancelReason: '',
      minutes: '',
      opinionsAskedAt: null,
      createdById: actor.accountId,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    await manager.insert(Gathering, gathering as never);
    await manager.insert(
      GatheringSession,
      what.sessions.map(({ startsAt, endsAt }) => ({
        id: newId(this.clock, this.randomness),
        gatheringId: id,
        startsAt: daysLater(startsAt, what.days),
        endsAt: daysLater(endsAt, what.days),
        updatedAt: now,
      })),
    );
    if (what.measures.length > 0)
      await manager.insert(
        GatheringMeasure,
        what.measures.map(({ measureId }) => ({ gatheringId: id, measureId })),
      );
    if (what.publish) await this.rooms.follow(manager, gathering);
  }

  private async record(manager: EntityManager, actor: Actor, first: Gathering, after: object): Promise<void> {
    const { id, communeId, structureId } = first;
    await this.audit.record(manager, actor, {
      action: 'gathering.repeated',
      subject: { kind: 'gathering', id },
      communeId,
      structureId,
      after: { ...after },
    });
  }
}
