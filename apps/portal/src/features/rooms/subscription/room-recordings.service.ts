import type { Recording } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { MeetingRoom } from '../meeting-room.entity.js';
import { MeetingRooms } from '../meeting-rooms.service.js';
import { SubscriptionRooms } from './subscription-rooms.service.js';

/** What a tool recorded in a room; the portal keeps nothing of it. */
export type RecordingList =
  | { readonly state: 'none' }
  | { readonly state: 'unreachable' }
  | { readonly state: 'known'; readonly items: readonly Recording[] };

/** Recordings of a room, for those who lead it. */
@Injectable()
export class RoomRecordings {
  constructor(
    private readonly rooms: MeetingRooms,
    private readonly subscriptionRooms: SubscriptionRooms,
  ) {}

  /** Asks the tool: never in a transaction. `none` where it does not record, or not yet. */
  async list(room: MeetingRoom): Promise<RecordingList> {
    const outcome = await this.rooms.ask(room.id, (connector, handle, seen) =>
      connector.listRecordings?.(handle, seen),
    );
    if (outcome.kind === 'failed' && outcome.reason === 'unsupported') return { state: 'none' };
    return outcome.kind === 'done' ? { state: 'known', items: outcome.value } : { state: 'unreachable' };
  }

  /** @throws AppError `not-found` for who does not lead the room, or where nothing is recorded. */
  async delete(
    actor: Actor,
    subscriptionId: string,
    roomId: string,
    recordingId: string,
  ): Promise<Result<void, 'unreachable'>> {
    const { room } = await this.subscriptionRooms.led(actor, subscriptionId, roomId);
    const outcome = await this.rooms.ask(room.id, (connector, handle, seen) =>
      connector.deleteRecording?.(handle, seen, recordingId),
    );
    if (outcome.kind === 'failed' && ['conflict', 'unsupported'].includes(outcome.reason)) {
      throw new AppError(NOT_FOUND);
    }
    return outcome.kind === 'done' ? ok(undefined) : fail('unreachable');
  }
}
