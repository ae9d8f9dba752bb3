import { Inject, Injectable } from '@nestjs/common';
import { fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { edits, operates, type Actor } from '../../../platform/security/actor.js';
import { Measure } from '../../commitments/frameworks/measure.entity.js';
import { MeetingRooms } from '../../rooms/meeting-rooms.service.js';
import { Commune } from '../../territories/commune.entity.js';
import { Papers } from '../papers/papers.service.js';
import { RegistrationMails } from '../registrations/registration-mails.service.js';
import { WaitingList } from '../registrations/waiting-list.service.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { SessionRooms } from '../sessions/session-rooms.service.js';
import { freeSlug } from './free-slug.js';
import { GatheringMeasure } from './gathering-measure.entity.js';
import { isClosed, refusalOfPlaces, refusalOfTimes, waysOf, type Refusal } from './gathering-rules.js';
import { GatheringScope } from './gathering-scope.service.js';
import { Gathering } from './gathering.entity.js';
import type { GatheringChange, NewGathering, SaidOfGathering } from './gathering.form.js';

/** Making gatherings and changing what they say. */
@Injectable()
export class GatheringEdits {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly rooms: MeetingRooms,
    private readonly sessionRooms: SessionRooms,
    private readonly waitingList: WaitingList,
    private readonly mails: RegistrationMails,
    private readonly papers: Papers,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** A draft with its first session. */
  async create(actor: Actor, asked: NewGathering): Promise<Result<Gathering, Refusal>> {
    const { holder, communeId, startsAt, endsAt, ...said } = asked;
    const held = await this.holder(actor, holder, communeId);
    if (held === null) return fail({ field: 'holder', key: 'ui:errors.choice' });
    const refusal = refusalOfTimes(asked) ?? (await this.refusal(said, held.structureId));
    if (refusal !== null) return fail(refusal);
    const now = this.clock.now();
    return inTransaction(this.database, async (manager) => {
      const gathering = manager.create(Gathering, {
        ...columnsOf(said),
        ...held,
        id: newId(this.clock, this.randomness),
        slug: await freeSlug(manager, said.title),
        state: 'draft',
        startsAt,
        endsAt,
        createdById: actor.accountId,
        version: 1,
        createdAt: now,
        updatedAt: now,
      });
      await manager.insert(Gathering, gathering as never);
      await manager.insert(GatheringSession, {
        id: newId(this.clock, this.randomness),
        gatheringId: gathering.id,
        startsAt,
        endsAt,
        updatedAt: now,
      });
      await this.setMeasures(manager, gathering.id, said.measures);
      await this.record(manager, actor, 'gathering.created', gathering);
      return ok(gathering);
    });
  }

  /** What is said of it. The registered hear of another place; more places are given at once to those who wait. */
  async edit(actor: Actor, id: string, change: GatheringChange): Promise<Result<void, Refusal>> {
    const { version, ...said } = change;
    return inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      if (isClosed(gathering)) return fail(CLOSED);
      if (gathering.version !== version) return fail({ field: 'form', key: 'gatherings:errors.stale' });
      const refusal =
        (await this.refusal(said, gathering.structureId)) ?? (await this.lostWay(manager, gathering, said));
      if (refusal !== null) return fail(refusal);
      const elsewhere = said.placeName !== gathering.placeName || said.placeAddress !== gathering.placeAddress;
      Object.assign(gathering, columnsOf(said), { version: version + 1, updatedAt: this.clock.now() });
      await manager.save(gathering);
      await manager.increment(GatheringSession, { gatheringId: id }, 'sequence', 1);
      await this.setMeasures(manager, id, said.measures);
      if (gathering.state === 'published') {
        await this.sessionRooms.follow(manager, gathering);
        if (elsewhere) await this.mails.toAll(manager, gathering, 'moved');
        await this.waitingList.moveUp(manager, gathering);
      }
      await this.record(manager, actor, 'gathering.edited', gathering);
      return ok(undefined);
    });
  }

  async publish(actor: Actor, id: string): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      if (isClosed(gathering)) return fail(CLOSED);
      if (gathering.state !== 'draft') return ok(undefined);
      const now = this.clock.now();
      Object.assign(gathering, {
        state: 'published',
        publishedAt: now,
        updatedAt: now,
        version: gathering.version + 1,
      });
      await manager.save(gathering);
      await this.sessionRooms.follow(manager, gathering);
      await this.record(manager, actor, 'gathering.published', gathering);
      return ok(undefined);
    });
  }

  /** A draft goes without a trace; what people could have read stays, cancelled, and the registered are told. */
  async cancel(actor: Actor, id: string, reason: string): Promise<Result<'removed' | 'cancelled', Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      if (gathering.state === 'draft') {
        await this.papers.forgetAll(manager, id);
        await manager.delete(Gathering, { id });
        await this.record(manager, actor, 'gathering.removed', gathering);
        return ok('removed');
      }
      // Sent twice, done once; what took place cannot be called off any more.
      if (gathering.state === 'cancelled') return ok('cancelled');
      if (gathering.state === 'held') return fail(CLOSED);
      const change = { state: 'cancelled' as const, cancelReason: reason, updatedAt: this.clock.now() };
      Object.assign(gathering, change, { version: gathering.version + 1 });
      await manager.save(gathering);
      await manager.increment(GatheringSession, { gatheringId: id }, 'sequence', 1);
      await this.sessionRooms.end(manager, gathering);
      await this.mails.toAll(manager, gathering, 'cancelled', { reason });
      await this.record(manager, actor, 'gathering.cancelled', gathering);
      return ok('cancelled');
    });
  }

  /** Who holds it and for which commune; null when the actor may not say so. */
  private async holder(
    actor: Actor,
    holder: string,
    communeId: string,
  ): Promise<Pick<Gathering, 'communeId' | 'structureId'> | null> {
    const [kind, id = ''] = holder.split(':');
    if (kind === 'commune') return edits(actor, id) ? { communeId: id, structureId: null } : null;
    if (kind !== 'structure' || !operates(actor, id) || !isId(communeId)) return null;
    const known = await this.database.getRepository(Commune).existsBy({ id: communeId, served: true });
    return known ? { communeId, structureId: id } : null;
  }

  private async refusal(said: SaidOfGathering, structureId: string | null): Promise<Refusal | null> {
    const refusal = refusalOfPlaces(said);
    if (refusal !== null || said.roomServiceId === '') return refusal;
    const services = await this.rooms.services(structureId === null ? undefined : [structureId]);
    const known = services.some(({ id }) => id === said.roomServiceId);
    return known ? null : { field: 'roomServiceId', key: 'ui:errors.choice' };
  }

  /** A way that somebody is registered for cannot go. */
  private async lostWay(manager: EntityManager, before: Gathering, said: SaidOfGathering): Promise<Refusal | null> {
    for (const way of waysOf(before).filter((one) => !waysOf(said).includes(one))) {
      const counted = await this.waitingList.counts(manager, before.id, way);
      if (counted.registered + counted.waiting > 0)
        return { field: way === 'room' ? 'roomPlaces' : 'onlinePlaces', key: 'gatherings:errors.lostWay' };
    }
    return null;
  }

  private async setMeasures(manager: EntityManager, gatheringId: string, ids: readonly string[]): Promise<void> {
    await manager.delete(GatheringMeasure, { gatheringId });
    const measures = ids.length === 0 ? [] : await manager.findBy(Measure, { id: In([...ids]) });
    if (measures.length > 0)
      await manager.insert(
        GatheringMeasure,
        measures.map(({ id }) => ({ gatheringId, measureId: id })),
      );
  }

  private async record(manager: EntityManager, actor: Actor, action: string, gathering: Gathering): Promise<void> {
    const { id, communeId, structureId, title } = gathering;
    await this.audit.record(manager, actor, {
      action,
      subject: { kind: 'gathering', id },
      communeId,
      structureId,
      after: { title },
    });
  }
}

/** Its page no longer offers this; whoever sends it all the same is told. */
const CLOSED: Refusal = { field: 'form', key: 'gatherings:errors.closed' };

/** The measures stand in a table of their own. */
function columnsOf(said: SaidOfGathering): Partial<Gathering> {
  const roomServiceId = said.onlinePlaces === null || said.roomServiceId === '' ? null : said.roomServiceId;
  return { ...said, roomServiceId };
}
