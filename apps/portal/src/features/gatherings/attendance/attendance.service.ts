import { Inject, Injectable } from '@nestjs/common';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import type { Refusal } from '../gathering/gathering-rules.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { numberIn, type AttendanceFields } from './attendance.form.js';

/** Who came: numbers, and names only where a reason for them was stated before people registered. */
@Injectable()
export class Attendance {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Notes the sessions that have begun. Once the last is over and all are noted, the gathering has been held; numbers can be put right
   * after that too.
   */
  async note(actor: Actor, id: string, fields: AttendanceFields): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      if (gathering.state !== 'published' && gathering.state !== 'held')
        return fail({ field: 'form', key: 'gatherings:errors.notHeld' });
      const now = this.clock.now();
      const sessions = await manager.findBy(GatheringSession, { gatheringId: id, cancelledAt: IsNull() });
      for (const session of sessions.filter(({ startsAt }) => startsAt <= now)) {
        const noted = this.numbers(gathering, fields, session.id);
        const present = (noted.roomPresent ?? 0) + (noted.onlinePresent ?? 0);
        if ((noted.agentsPresent ?? 0) > present)
          return fail({ field: `agents-${session.id}`, key: 'gatherings:errors.tooManyAgents' });
        Object.assign(session, noted);
        await manager.save(session);
      }
      if (gathering.namesReason !== '') await this.noteNames(manager, id, fields.venu);
      const allNoted = sessions.every(({ roomPresent, onlinePresent }) => (roomPresent ?? onlinePresent) !== null);
      if (allNoted && gathering.endsAt <= now)
        await manager.update(Gathering, { id }, { state: 'held', updatedAt: now });
      await this.audit.record(manager, actor, {
        action: 'gathering.attended',
        subject: { kind: 'gathering', id },
        communeId: gathering.communeId,
        structureId: gathering.structureId,
      });
      return ok(undefined);
    });
  }

  /** What is not offered was attended by nobody: it stays unsaid. */
  private numbers(
    { roomPlaces, onlinePlaces }: Gathering,
    fields: AttendanceFields,
    sessionId: string,
  ): Pick<GatheringSession, 'roomPresent' | 'onlinePresent' | 'agentsPresent'> {
    return {
      roomPresent: roomPlaces === null ? null : numberIn(fields, `salle-${sessionId}`),
      onlinePresent: onlinePlaces === null ? null : numberIn(fields, `ligne-${sessionId}`),
      agentsPresent: numberIn(fields, `agents-${sessionId}`),
    };
  }

  private async noteNames(manager: EntityManager, gatheringId: string, came: readonly string[]): Promise<void> {
    await manager.update(GatheringRegistration, { gatheringId, status: 'registered' }, { attended: false });
    const ids = came.filter((one) => /^[0-9a-f-]{36}$/.test(one));
    if (ids.length > 0) await manager.update(GatheringRegistration, { gatheringId, id: In(ids) }, { attended: true });
  }
}
