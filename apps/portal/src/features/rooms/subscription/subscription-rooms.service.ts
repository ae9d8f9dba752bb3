import { findConnector, type Opening } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { Seats } from '../../subscriptions/plans/seats.service.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { MeetingRoom } from '../meeting-room.entity.js';
import { MeetingRooms, type RoomRefusal, type RoomWish } from '../meeting-rooms.service.js';

/** Rooms of one subscription at a time where its plan names no number. A list that nobody tidies is of no use to anybody. */
const MOST_ROOMS = 50;

export type RoomWishRefusal = 'nameTaken' | 'tooMany' | 'notReady' | 'suspended';

/** A room as one of those sees it who may open its subscription. */
export interface OwnRoom {
  readonly room: MeetingRoom;
  /** They lead its meetings and settle what it is: they manage the subscription, or made it. */
  readonly moderates: boolean;
}

/** The rooms of a subscription, for those who may open it: any of them makes one, and leads it. */
@Injectable()
export class SubscriptionRooms {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly seats: Seats,
    private readonly rooms: MeetingRooms,
  ) {}

  /** @throws AppError `not-found` for what is not the actor's, has no rooms, or has no seat for them. */
  async find(actor: Actor, subscriptionId: string): Promise<Subscription> {
    const subscription = await this.subscriptions.findFor(actor.accountId, subscriptionId);
    if (subscription === null || !hasRooms(subscription)) throw new AppError(NOT_FOUND);
    if ((await this.seats.missingFor(actor.accountId)).has(subscriptionId)) throw new AppError(NOT_FOUND);
    return subscription;
  }

  /** Newest first. */
  async list(actor: Actor, subscription: Subscription): Promise<OwnRoom[]> {
    const manages = (await this.subscriptions.roleIn(subscription, actor.accountId)) === 'manager';
    const rooms = await this.database.getRepository(MeetingRoom).find({
      where: { subscriptionId: subscription.id, endedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return rooms.map((room) => ({ room, moderates: manages || room.createdById === actor.accountId }));
  }

  async create(actor: Actor, subscriptionId: string, wish: RoomWish): Promise<Result<MeetingRoom, RoomWishRefusal>> {
    const { serviceId, plan } = await this.find(actor, subscriptionId);
    const most = plan?.rooms?.most ?? MOST_ROOMS;
    return this.settling(async (manager) => {
      // Locked, so that the count holds and no room is made while the subscription is being suspended.
      const lock = { mode: 'pessimistic_write' as const };
      const subscription = await manager.findOneOrFail(Subscription, { where: { id: subscriptionId }, lock });
      if (subscription.status !== 'active') return fail('suspended');
      if (subscription.provisionedAt === null) return fail('notReady');
      const count = await manager.countBy(MeetingRoom, { subscriptionId, endedAt: IsNull() });
      if (count >= most) return fail('tooMany');
      return ok(await this.rooms.create(manager, { serviceId, subscriptionId, createdById: actor.accountId }, wish));
    });
  }

  /** @throws AppError `not-found` for what is not the actor's, or was removed. */
  async one(actor: Actor, subscriptionId: string, roomId: string): Promise<OwnRoom & { subscription: Subscription }> {
    const subscription = await this.find(actor, subscriptionId);
    const own = (await this.list(actor, subscription)).find(({ room }) => room.id === roomId);
    if (own === undefined) throw new AppError(NOT_FOUND);
    return { ...own, subscription };
  }

  /** @throws AppError `not-found` for who does not lead the room, as do those that follow. */
  async change(
    actor: Actor,
    subscriptionId: string,
    roomId: string,
    wish: RoomWish,
  ): Promise<Result<void, RoomWishRefusal>> {
    await this.led(actor, subscriptionId, roomId);
    return this.settling(async (manager) => ok(await this.rooms.change(manager, roomId, wish)));
  }

  async renewLink(actor: Actor, subscriptionId: string, roomId: string): Promise<void> {
    await this.led(actor, subscriptionId, roomId);
    await inTransaction(this.database, (manager) => this.rooms.renewLink(manager, roomId));
  }

  async withdrawLink(actor: Actor, subscriptionId: string, roomId: string): Promise<void> {
    await this.led(actor, subscriptionId, roomId);
    await inTransaction(this.database, (manager) => this.rooms.withdrawLink(manager, roomId));
  }

  async end(actor: Actor, subscriptionId: string, roomId: string): Promise<MeetingRoom> {
    const { room } = await this.led(actor, subscriptionId, roomId);
    await inTransaction(this.database, (manager) => this.rooms.end(manager, roomId));
    return room;
  }

  /** Leads into the room, as whoever one is there. */
  async open(actor: Actor, subscriptionId: string, roomId: string): Promise<Result<Opening, RoomRefusal>> {
    const { moderates } = await this.one(actor, subscriptionId, roomId);
    const { accountId, displayName } = actor;
    return this.rooms.open(roomId, { kind: 'member', accountId, displayName, role: moderates ? 'manager' : 'member' });
  }

  /** The room, for who leads it. */
  async led(actor: Actor, subscriptionId: string, roomId: string): Promise<OwnRoom & { subscription: Subscription }> {
    const own = await this.one(actor, subscriptionId, roomId);
    if (!own.moderates) throw new AppError(NOT_FOUND);
    return own;
  }

  private async settling<Value>(
    work: (manager: EntityManager) => Promise<Result<Value, RoomWishRefusal>>,
  ): Promise<Result<Value, RoomWishRefusal>> {
    try {
      return await inTransaction(this.database, work);
    } catch (error) {
      if (isUniqueViolation(error, 'meeting_room_one_name')) return fail('nameTaken');
      throw error;
    }
  }
}

function hasRooms({ service }: Subscription): boolean {
  return findConnector(service!.connectorId)?.can.rooms ?? false;
}
