import type { Opening } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { fail, type Result } from '@ronron/kernel';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import type { MeetingRoom } from '../meeting-room.entity.js';
import { MeetingRooms, type RoomRefusal } from '../meeting-rooms.service.js';

/** A whole room of people behind one connection enters by the same address; a robot tries for longer. */
const BY_ADDRESS: RateLimit = { name: 'room-entries-address', points: 60, seconds: 600 };
/** More than any tool holds in one meeting, those included who come back. */
const BY_ROOM: RateLimit = { name: 'room-entries-room', points: 1000, seconds: 600 };

/** Guests: they hold the link of a room, and have no account. Nothing of them is kept. */
@Injectable()
export class GuestEntries {
  constructor(
    private readonly rooms: MeetingRooms,
    private readonly limits: RateLimits,
  ) {}

  /** Null for a link that leads nowhere, or no longer. */
  async find(token: string): Promise<{ room: MeetingRoom; refusal: RoomRefusal | null; waits: boolean } | null> {
    const room = await this.rooms.findByLink(token);
    if (room === null) return null;
    const waits = room.lobby && (await this.rooms.hasLobby(room.serviceId));
    return { room, refusal: this.rooms.refusal(room), waits };
  }

  /** @throws AppError `too-many-attempts` beyond what a meeting needs. */
  async enter(token: string, displayName: string, address: string): Promise<Result<Opening, RoomRefusal>> {
    await this.limits.consume(BY_ADDRESS, address);
    const room = await this.rooms.findByLink(token);
    if (room === null) return fail('closed');
    await this.limits.consume(BY_ROOM, room.id);
    return this.rooms.openAsGuest(room.id, displayName);
  }
}
