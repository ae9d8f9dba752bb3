import { Injectable } from '@nestjs/common';
import { AppError, fail, isId, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { linkTokenHash } from '../../../platform/security/link-token.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Departure } from '../../../platform/pages/pages.js';
import { MeetingRooms, type RoomRefusal } from '../../rooms/meeting-rooms.service.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { GatheringSession } from './gathering-session.entity.js';

/** Connections fall and browsers change: somebody comes in many times. Each asks the tool. */
const ENTRIES: RateLimit = { name: 'gatherings-door', points: 30, seconds: 3600 };

/** The door of a session's room: for who registered to attend online, and for who leads. */
@Injectable()
export class SessionDoors {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly rooms: MeetingRooms,
    private readonly limits: RateLimits,
  ) {}

  /** Speaks to the tool: never in a transaction. @throws AppError `not-found` when it is not the token's door */
  async enter(token: string, sessionId: string): Promise<Result<Departure, RoomRefusal>> {
    const registration = await this.database.getRepository(GatheringRegistration).findOne({
      where: { linkHash: linkTokenHash(token), status: 'registered', way: 'online' },
      relations: { account: true },
    });
    if (registration === null) throw new AppError(NOT_FOUND);
    const session = await this.session(registration.gatheringId, sessionId);
    await this.limits.consume(ENTRIES, registration.id);
    if (session.meetingRoomId === null) return fail('closed');
    return this.rooms.openAsGuest(session.meetingRoomId, registration.account?.displayName ?? registration.name);
  }

  /** For those who keep the gathering. */
  async lead(actor: Actor, gatheringId: string, sessionId: string): Promise<Result<Departure, RoomRefusal>> {
    await this.scope.gathering(this.database.manager, actor, gatheringId);
    const { meetingRoomId } = await this.session(gatheringId, sessionId);
    if (meetingRoomId === null) return fail('closed');
    const { accountId, displayName } = actor;
    return this.rooms.openAsModerator(meetingRoomId, { accountId, displayName });
  }

  private async session(gatheringId: string, id: string): Promise<GatheringSession> {
    const session = isId(id)
      ? await this.database.getRepository(GatheringSession).findOneBy({ id, gatheringId })
      : null;
    if (session === null) throw new AppError(NOT_FOUND);
    return session;
  }
}
