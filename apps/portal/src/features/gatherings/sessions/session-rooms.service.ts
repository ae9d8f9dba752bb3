import { Injectable } from '@nestjs/common';
import { MINUTE } from '@ronron/kernel';
import { IsNull, type EntityManager } from 'typeorm';
import type { Gathering } from '../gathering/gathering.entity.js';
import { MeetingRooms } from '../../rooms/meeting-rooms.service.js';
import { GatheringSession } from './gathering-session.entity.js';

/** People come a little early, and meetings run over. In milliseconds. */
const OPENS_BEFORE = 15 * MINUTE;
const CLOSES_AFTER = 30 * MINUTE;

/** The hours at which the registered find the door of the room open. */
export function roomHours({ startsAt, endsAt }: Pick<GatheringSession, 'startsAt' | 'endsAt'>): {
  opensAt: Date;
  closesAt: Date;
} {
  return {
    opensAt: new Date(startsAt.getTime() - OPENS_BEFORE),
    closesAt: new Date(endsAt.getTime() + CLOSES_AFTER),
  };
}

/** The room of each session of a gathering that is held online too. Its only door is the page of the registered. */
@Injectable()
export class SessionRooms {
  constructor(private readonly rooms: MeetingRooms) {}

  /** Makes what is missing, moves what moved, ends what nobody needs; in the caller's transaction. */
  async follow(manager: EntityManager, gathering: Gathering): Promise<void> {
    const { id, title, roomServiceId, createdById } = gathering;
    const online = gathering.state === 'published' && gathering.onlinePlaces !== null && roomServiceId !== null;
    for (const session of await manager.find(GatheringSession, {
      where: { gatheringId: id },
      relations: { meetingRoom: true },
    })) {
      const wanted = online && session.cancelledAt === null;
      const served = session.meetingRoom?.serviceId === roomServiceId;
      if (session.meetingRoomId !== null && wanted && served) {
        await this.rooms.change(manager, session.meetingRoomId, { name: title, ...roomHours(session) });
        continue;
      }
      if (session.meetingRoomId !== null) await this.close(manager, session);
      if (!wanted) continue;
      const room = await this.rooms.create(
        manager,
        { serviceId: roomServiceId, subscriptionId: null, createdById },
        { name: title, lobby: false, ...roomHours(session) },
      );
      await this.rooms.withdrawLink(manager, room.id);
      await manager.update(GatheringSession, { id: session.id }, { meetingRoomId: room.id });
    }
  }

  async end(manager: EntityManager, { id }: Gathering): Promise<void> {
    for (const session of await manager.findBy(GatheringSession, { gatheringId: id, cancelledAt: IsNull() })) {
      if (session.meetingRoomId !== null) await this.close(manager, session);
    }
  }

  private async close(manager: EntityManager, session: GatheringSession): Promise<void> {
    await this.rooms.end(manager, session.meetingRoomId!);
    await manager.update(GatheringSession, { id: session.id }, { meetingRoomId: null });
  }
}
