import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { PageOptions } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import type { Subscription } from '../../subscriptions/subscription.entity.js';
import { MeetingRooms } from '../meeting-rooms.service.js';
import { roomTime, type RoomTime } from '../room-time.js';
import { RoomRecordings } from './room-recordings.service.js';
import { roomValues } from './room.form.js';
import { SubscriptionRooms, type OwnRoom } from './subscription-rooms.service.js';

const LIST = 'rooms:index.title';
const SERVICES = { label: 'subscriptions:index.title', href: '/mes-services' };

/** A room as pages show it. */
interface RoomView {
  readonly id: string;
  readonly name: string;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly lobby: boolean;
  readonly moderates: boolean;
  readonly time: RoomTime;
  readonly badge: string;
  readonly canEnter: boolean;
  /** The whole address; null when it was withdrawn, or is not the viewer's to give. */
  readonly guestLink: string | null;
}

/** What the pages of a subscription's rooms show. */
@Injectable()
export class RoomPages {
  constructor(
    private readonly subscriptionRooms: SubscriptionRooms,
    private readonly rooms: MeetingRooms,
    private readonly recordings: RoomRecordings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async index(actor: Actor, subscriptionId: string, form: FormState = emptyForm()): Promise<[object, PageOptions]> {
    const subscription = await this.subscriptionRooms.find(actor, subscriptionId);
    const about = await this.about(subscription);
    const own = await this.subscriptionRooms.list(actor, subscription);
    const rooms = own.map((one) => this.view(one, about.hasLobby));
    const model = {
      ...about,
      form,
      // What is over matters least, and a list of rooms for every day stays short.
      rooms: [...rooms.filter(({ time }) => time !== 'over'), ...rooms.filter(({ time }) => time === 'over')],
    };
    return [model, { title: LIST, breadcrumbs: [SERVICES] }];
  }

  /** @throws AppError `not-found` for who does not lead the room. */
  async show(actor: Actor, subscriptionId: string, roomId: string, form?: FormState): Promise<[object, PageOptions]> {
    const own = await this.subscriptionRooms.led(actor, subscriptionId, roomId);
    const about = await this.about(own.subscription);
    const model = {
      ...about,
      form: form ?? emptyForm(roomValues(own.room)),
      room: this.view(own, about.hasLobby),
      recordings: await this.recordings.list(own.room),
    };
    const list = { label: LIST, href: `/mes-services/${subscriptionId}/salles` };
    return [model, { title: { text: own.room.name }, breadcrumbs: [SERVICES, list] }];
  }

  private async about(subscription: Subscription): Promise<{ readonly hasLobby: boolean }> {
    const service = subscription.service!;
    const about = {
      id: subscription.id,
      service: service.name,
      eyebrow: [subscription.organisation?.name, service.name].filter(Boolean).join(' · '),
      status:
        subscription.status === 'suspended' ? 'suspended' : subscription.provisionedAt === null ? 'preparing' : null,
    };
    return { ...about, hasLobby: await this.rooms.hasLobby(service.id) };
  }

  private view({ room, moderates }: OwnRoom, hasLobby: boolean): RoomView {
    const path = moderates ? this.rooms.guestPath(room) : null;
    const now = this.clock.now();
    const time = roomTime(room, now);
    return {
      id: room.id,
      name: room.name,
      opensAt: room.opensAt,
      closesAt: room.closesAt,
      lobby: room.lobby && hasLobby,
      moderates,
      time,
      badge: time === 'upcoming' ? 'scheduled' : time,
      canEnter: roomTime(room, now, moderates) === 'open',
      guestLink: path === null ? null : this.settings.publicUrl + path,
    };
  }
}
