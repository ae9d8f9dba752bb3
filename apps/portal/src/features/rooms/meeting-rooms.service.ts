import {
  findConnector,
  type Actor as RoomActor,
  type Connector,
  type Handle,
  type Opening,
  type Outcome,
  type Room,
  type RoomFeature,
} from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { linkTokenHash, newLinkToken } from '../../platform/security/link-token.js';
import { SealedColumns } from '../../platform/security/sealed-columns.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { ServiceCalls, type Paused } from '../provisioning/circuits/service-calls.service.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { Service } from '../catalogue/service.entity.js';
import { MeetingRoom } from './meeting-room.entity.js';
import { roomTime, type RoomTime } from './room-time.js';

const FEATURES: readonly RoomFeature[] = ['recording', 'livestreaming', 'transcription'];

export interface RoomWish {
  /** At most 120 characters, on one line. */
  readonly name: string;
  /** Null: at any time. `closesAt` comes after `opensAt`. */
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  /** Guests wait until a moderator lets them in, where the tool can do so. */
  readonly lobby: boolean;
}

export interface RoomOwner {
  readonly serviceId: string;
  /** Null for a room that the portal itself uses, e.g. of a gathering. */
  readonly subscriptionId: string | null;
  /** Moderates it, whatever their role. */
  readonly createdById: string | null;
}

/** `closed`: removed, or its subscription is suspended or has ended; `notReady`: the tool is still being prepared; `paused`:
 * it has not answered for a while, and is left alone until it does. */
export type RoomRefusal = 'upcoming' | 'over' | 'closed' | 'notReady' | 'unreachable' | 'paused';

/**
 * Meeting rooms on any service whose connector opens rooms. For a feature that needs a room of its own (a gathering): `create` in its
 * transaction with `subscriptionId: null`, keep the id; `change` with it, `end` when it is not needed any more; `openAsGuest` for whoever
 * it lets in, `openAsModerator` for those who lead, `guestPath` for a link that needs no account. Whom it lets in is its own affair; hours
 * are kept here. What came of an opening goes to `Pages.leave`.
 */
@Injectable()
export class MeetingRooms implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly connectors: ServiceConnectors,
    private readonly calls: ServiceCalls,
    private readonly jobs: JobQueue,
    private readonly tasks: JobTasks,
    private readonly secrets: SecretBox,
    private readonly sealed: SealedColumns,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register('rooms-close', ({ id }: { id: string }) => this.closeInTool(id));
    this.sealed.add({ table: 'meeting_room', column: 'link_sealed', key: 'id', context: linkContext });
  }

  /** Published services that open rooms, by name; of these structures alone when they are given. */
  async services(structureIds?: readonly string[]): Promise<Service[]> {
    const services = await this.database.getRepository(Service).find({
      where: { published: true, ...(structureIds === undefined ? {} : { structureId: In([...structureIds]) }) },
      order: { name: 'ASC' },
    });
    return services.filter(({ connectorId }) => findConnector(connectorId)?.can.rooms ?? false);
  }

  /** Whether guests of a service's rooms can be made to wait: nobody is promised what its settings cannot hold. */
  async hasLobby(serviceId: string): Promise<boolean> {
    return (await this.connectors.abilitiesOf(serviceId)).lobby;
  }

  /** Makes a room with a link for guests, in the caller's transaction; the tool hears of it when somebody enters. */
  async create(manager: EntityManager, owner: RoomOwner, wish: RoomWish): Promise<MeetingRoom> {
    const id = newId(this.clock, this.randomness);
    const room = manager.create(MeetingRoom, {
      id,
      ...owner,
      ...wish,
      key: this.randomness.bytes(16).toString('hex'),
      ...this.newLink(id),
      endedAt: null,
      createdAt: this.clock.now(),
    });
    await manager.insert(MeetingRoom, room as never);
    return room;
  }

  /** What was given to those inside before holds until they leave. */
  async change(manager: EntityManager, id: string, wish: Partial<RoomWish>): Promise<void> {
    await manager.update(MeetingRoom, { id, endedAt: IsNull() }, wish);
  }

  /** Another link for guests; the one before leads nowhere any more. */
  async renewLink(manager: EntityManager, id: string): Promise<void> {
    await manager.update(MeetingRoom, { id, endedAt: IsNull() }, this.newLink(id));
  }

  async withdrawLink(manager: EntityManager, id: string): Promise<void> {
    await manager.update(MeetingRoom, { id }, { linkHash: null, linkSealed: null });
  }

  /** Removes it: nobody enters any more, and a job ends the meeting in the tool with what the tool keeps of it. */
  async end(manager: EntityManager, id: string): Promise<void> {
    const ended = { linkHash: null, linkSealed: null, endedAt: this.clock.now() };
    const { affected } = await manager.update(MeetingRoom, { id, endedAt: IsNull() }, ended);
    if (affected === 1) await this.jobs.add(manager, 'rooms-close', { id }, { key: `rooms-close:${id}` });
  }

  /** The path of the guests' page, or null when the link was withdrawn. */
  guestPath({ id, linkSealed }: MeetingRoom): string | null {
    return linkSealed === null ? null : `/salles/${this.secrets.open(linkSealed, linkContext(id))}`;
  }

  /** The room that a guest's link leads to, with its service, structure and whose it is; null when it leads nowhere. */
  async findByLink(token: string): Promise<MeetingRoom | null> {
    return this.database.getRepository(MeetingRoom).findOne({
      where: { linkHash: linkTokenHash(token), endedAt: IsNull() },
      relations: { service: { structure: true }, subscription: { organisation: true } },
    });
  }

  /** Why nobody enters now, or null. `room` comes with its subscription. */
  refusal(room: MeetingRoom, moderator = false): Exclude<RoomRefusal, 'unreachable' | 'paused'> | null {
    const { subscription } = room;
    if (room.endedAt !== null || (subscription && subscription.status !== 'active')) return 'closed';
    const time: RoomTime = roomTime(room, this.clock.now(), moderator);
    if (time !== 'open') return time;
    return subscription && subscription.provisionedAt === null ? 'notReady' : null;
  }

  openAsGuest(roomId: string, displayName: string): Promise<Result<Opening, RoomRefusal>> {
    return this.open(roomId, { kind: 'guest', displayName });
  }

  openAsModerator(
    roomId: string,
    who: { accountId: string; displayName: string },
  ): Promise<Result<Opening, RoomRefusal>> {
    return this.open(roomId, { kind: 'member', role: 'manager', ...who });
  }

  /** Lets somebody in, whose right to it the caller has looked at. Speaks to the tool: never in a transaction. */
  async open(roomId: string, who: RoomActor): Promise<Result<Opening, RoomRefusal>> {
    const moderator = who.kind === 'member' && who.role === 'manager';
    const room = await this.find(roomId);
    const refusal = room === null ? 'closed' : this.refusal(room, moderator);
    if (refusal !== null) return fail(refusal);
    const [handle, seen] = [handleOf(room!), seenByTool(room!)];
    const outcome = await this.calls.make(room!.serviceId, (connector) => connector.openRoom?.(handle, seen, who));
    if (outcome.kind !== 'done') return fail(outcome.kind === 'paused' ? 'paused' : 'unreachable');
    // Suspended or removed while the tool was asked: what it opened is closed again, and nobody is sent there.
    const after = await this.find(roomId);
    const change = after === null ? 'closed' : this.refusal(after, moderator);
    if (change === null) return ok(outcome.value);
    await this.calls.make(room!.serviceId, (connector) => connector.closeRoom?.(handle, seen));
    return fail(change);
  }

  /** Asks the tool something about a room, as it is told of it. Never in a transaction. */
  async ask<Value>(
    roomId: string,
    call: (connector: Connector, handle: Handle | null, seen: Room) => Promise<Outcome<Value>> | undefined,
  ): Promise<Outcome<Value> | Paused> {
    const room = await this.database
      .getRepository(MeetingRoom)
      .findOneOrFail({ where: { id: roomId }, relations: { subscription: { plan: true } } });
    return this.calls.make(room.serviceId, (connector) => call(connector, handleOf(room), seenByTool(room)));
  }

  private async closeInTool(id: string): Promise<void> {
    const room = await this.find(id);
    if (room === null || room.endedAt === null) return;
    const outcome = await this.calls.make(room.serviceId, (connector) =>
      connector.closeRoom?.(handleOf(room), seenByTool(room)),
    );
    if (outcome.kind === 'paused') return this.closeLater(id, outcome.until);
    const settled = outcome.kind === 'done' || (outcome.kind === 'failed' && outcome.reason === 'unsupported');
    if (!settled) {
      throw new Error(
        `Room ${id} is not closed in the tool yet: ${outcome.kind === 'failed' ? outcome.reason : outcome.kind}`,
      );
    }
    await this.database.getRepository(MeetingRoom).delete({ id });
  }

  private async closeLater(id: string, runAt: Date): Promise<void> {
    await inTransaction(this.database, (manager) =>
      this.jobs.add(manager, 'rooms-close', { id }, { key: `rooms-close:${id}`, runAt }),
    );
  }

  private find(id: string): Promise<MeetingRoom | null> {
    return this.database
      .getRepository(MeetingRoom)
      .findOne({ where: { id }, relations: { subscription: { plan: true } } });
  }

  private newLink(id: string): Pick<MeetingRoom, 'linkHash' | 'linkSealed'> {
    const { token, hash } = newLinkToken(this.randomness);
    return { linkHash: hash, linkSealed: this.secrets.seal(token, linkContext(id)) };
  }
}

function linkContext(id: string): string {
  return `meeting-room:${id}:link`;
}

function handleOf({ subscription }: MeetingRoom): Handle | null {
  return (subscription?.handle ?? null) as Handle | null;
}

function seenByTool({ key, name, opensAt, closesAt, lobby, subscription }: MeetingRoom): Room {
  const allowance = subscription?.plan?.rooms ?? null;
  // No plan says anything of it: the settings of the service decide.
  const features = allowance === null ? FEATURES : FEATURES.filter((feature) => allowance[feature]);
  return { key, name, opensAt, closesAt, lobby, people: allowance?.people ?? null, features };
}
