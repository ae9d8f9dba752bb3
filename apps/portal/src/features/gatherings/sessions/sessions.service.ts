import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { daysLater } from '../../../platform/i18n/local-time.js';
import type { Actor } from '../../../platform/security/actor.js';
import { isClosed, refusalOfTimes, type Refusal } from '../gathering/gathering-rules.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { RegistrationMails } from '../registrations/registration-mails.service.js';
import { GatheringSession } from './gathering-session.entity.js';
import { SessionRooms } from './session-rooms.service.js';
import type { NewSessions, SessionTimes } from './session.form.js';

/** One training may meet ten evenings; a hundred is a mistake. */
const MOST = 60;

/** The times at which a gathering meets. Whoever registered hears of each change. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly rooms: SessionRooms,
    private readonly mails: RegistrationMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** One session, and the same in each of the weeks that follow; the registered hear of all in one mail. */
  async add(actor: Actor, id: string, { weeks, ...times }: NewSessions): Promise<Result<void, Refusal>> {
    const refusal = refusalOfTimes(times);
    if (refusal !== null) return fail(refusal);
    return inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      const known = await manager.findBy(GatheringSession, { gatheringId: id });
      const wanted = Array.from({ length: weeks + 1 }, (_, week) => ({
        startsAt: daysLater(times.startsAt, 7 * week),
        endsAt: daysLater(times.endsAt, 7 * week),
      }));
      // The same form sent twice adds each once.
      const added = wanted.filter((one) => !known.some((other) => other.cancelledAt === null && sameTimes(other, one)));
      if (added.length === 0) return ok(undefined);
      if (isClosed(gathering)) return fail({ field: 'form', key: 'gatherings:errors.noSession' });
      if (known.length + added.length > MOST) return fail({ field: 'form', key: 'gatherings:errors.tooManySessions' });
      const now = this.clock.now();
      await manager.insert(
        GatheringSession,
        added.map((one) => ({ ...one, id: newId(this.clock, this.randomness), gatheringId: id, updatedAt: now })),
      );
      await this.changed(manager, gathering, 'moved');
      return ok(undefined);
    });
  }

  async move(actor: Actor, id: string, sessionId: string, times: SessionTimes): Promise<Result<void, Refusal>> {
    const refusal = refusalOfTimes(times);
    if (refusal !== null) return fail(refusal);
    return inTransaction(this.database, async (manager) => {
      const { gathering, session } = await this.scope.session(manager, actor, id, sessionId);
      if (session.cancelledAt !== null || isClosed(gathering))
        return fail({ field: 'form', key: 'gatherings:errors.noSession' });
      if (sameTimes(session, times)) return ok(undefined);
      Object.assign(session, times, {
        sequence: session.sequence + 1,
        remindedAt: null,
        updatedAt: this.clock.now(),
      });
      await manager.save(session);
      await this.changed(manager, gathering, 'moved');
      return ok(undefined);
    });
  }

  /** The last one is not cancelled alone: then it is the gathering that is. */
  async cancel(actor: Actor, id: string, sessionId: string): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { gathering, session } = await this.scope.session(manager, actor, id, sessionId);
      if (session.cancelledAt !== null) return ok(undefined);
      const live = await manager.countBy(GatheringSession, { gatheringId: id, cancelledAt: IsNull() });
      if (live === 1 || isClosed(gathering)) return fail({ field: 'form', key: 'gatherings:errors.lastSession' });
      if (gathering.state === 'draft') await manager.delete(GatheringSession, { id: sessionId });
      else {
        const now = this.clock.now();
        Object.assign(session, { cancelledAt: now, updatedAt: now, sequence: session.sequence + 1 });
        await manager.save(session);
      }
      await this.changed(manager, gathering, 'sessionCancelled');
      return ok(undefined);
    });
  }

  /** What follows from a change: the bounds, the rooms, how long lists are kept, and the mails. */
  private async changed(
    manager: EntityManager,
    gathering: Gathering,
    news: 'moved' | 'sessionCancelled',
  ): Promise<void> {
    const [bounds] = await manager.query<[{ startsAt: Date; endsAt: Date }]>(
      `SELECT min(starts_at) AS "startsAt", max(ends_at) AS "endsAt" FROM gathering_session
       WHERE gathering_id = $1 AND cancelled_at IS NULL`,
      [gathering.id],
    );
    Object.assign(gathering, bounds, { updatedAt: this.clock.now(), version: gathering.version + 1 });
    await manager.save(gathering);
    await manager.update(GatheringRegistration, { gatheringId: gathering.id }, { overAt: gathering.endsAt });
    if (gathering.state !== 'published') return;
    await this.rooms.follow(manager, gathering);
    await this.mails.toAll(manager, gathering, news);
  }
}

function sameTimes(one: SessionTimes, other: SessionTimes): boolean {
  return one.startsAt.getTime() === other.startsAt.getTime() && one.endsAt.getTime() === other.endsAt.getTime();
}
