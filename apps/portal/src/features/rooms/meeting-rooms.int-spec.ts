import { HOUR, MINUTE } from '@ronron/kernel';
import { startJitsiPeer, type JitsiPeer } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aGrant, aVisioService } from '../../testing/room-scene.js';
import { aService } from '../../testing/request-scene.js';
import type { Service } from '../catalogue/service.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { MeetingRoom } from './meeting-room.entity.js';
import { MeetingRooms, type RoomWish } from './meeting-rooms.service.js';

describe('rooms that a feature makes on a service', () => {
  let portal: TestPortal;
  let peer: JitsiPeer;
  let service: Service;
  let rooms: MeetingRooms;

  beforeAll(async () => {
    [portal, peer] = await Promise.all([startTestPortal(), startJitsiPeer()]);
    service = await aVisioService(portal, peer);
    rooms = portal.app.get(MeetingRooms);
  });
  afterAll(async () => {
    await portal.stop();
    await peer.stop();
  });

  const make = (wish: Partial<RoomWish> = {}, subscriptionId: string | null = null): Promise<MeetingRoom> =>
    portal.database.transaction((manager) =>
      rooms.create(
        manager,
        { serviceId: service.id, subscriptionId, createdById: null },
        { name: `Salle ${portal.newId()}`, opensAt: null, closesAt: null, lobby: false, ...wish },
      ),
    );
  const inMinutes = (minutes: number): Date => new Date(portal.clock.now().getTime() + minutes * MINUTE);

  it('are made on published services that open rooms, and on no others', async () => {
    const pads = await aService(portal);
    const structureId = service.structureId;
    const hidden = await aService(portal, { connectorId: 'jitsi', published: false });
    const ids = (await rooms.services([structureId])).map(({ id }) => id);
    expect(ids).toContain(service.id);
    expect(ids).not.toEqual(expect.arrayContaining([pads.id]));
    expect(ids).not.toEqual(expect.arrayContaining([hidden.id]));
    expect(await rooms.services([portal.newId()])).toEqual([]);
  });

  it('open to guests at the hour, to moderators half an hour before, and to nobody after', async () => {
    const { id } = await make({ opensAt: inMinutes(60), closesAt: inMinutes(120) });
    const leader = { accountId: portal.newId(), displayName: 'Nolwenn' };
    expect(await rooms.openAsModerator(id, leader)).toEqual({ ok: false, error: 'upcoming' });
    portal.clock.advance(30 * MINUTE);
    const early = await rooms.openAsModerator(id, leader);
    expect(early.ok && (await peer.refusalAt(early.value.url, portal.clock.now()))).toBeNull();
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'upcoming' });
    portal.clock.advance(30 * MINUTE);
    const guest = await rooms.openAsGuest(id, 'Ève');
    expect(guest.ok && (await peer.refusalAt(guest.value.url, portal.clock.now()))).toBeNull();
    expect(guest.ok && (await peer.refusalAt(guest.value.url, inMinutes(61)))).toBe('not-allowed');
    portal.clock.advance(HOUR);
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'over' });
    expect(await rooms.openAsModerator(id, leader)).toEqual({ ok: false, error: 'over' });
  });

  it('follow a change of hours', async () => {
    const { id } = await make({ opensAt: inMinutes(60), closesAt: inMinutes(120) });
    await portal.database.transaction((manager) => rooms.change(manager, id, { opensAt: inMinutes(-1) }));
    expect((await rooms.openAsGuest(id, 'Ève')).ok).toBe(true);
  });

  it('are closed when ended, and gone when the tool has followed', async () => {
    const { id } = await make();
    const end = (): Promise<void> => portal.database.transaction((manager) => rooms.end(manager, id));
    await Promise.all([end(), end()]);
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'closed' });
    await portal.runJobs();
    expect(await portal.database.getRepository(MeetingRoom).existsBy({ id })).toBe(false);
    await end();
  });

  it('follow their subscription at once', async () => {
    const holder = await portal.account();
    const subscription = await aGrant(portal, service, { accountId: holder.id });
    const { id } = await make({}, subscription.id);
    const subscriptions = portal.app.get(SubscriptionsService);
    const turn = (verb: 'suspend' | 'resume'): Promise<void> =>
      portal.database.transaction((manager) => subscriptions[verb](manager, subscription.id, 'operator'));
    expect((await rooms.openAsGuest(id, 'Ève')).ok).toBe(true);
    await turn('suspend');
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'closed' });
    await turn('resume');
    await portal.runJobs();
    expect((await rooms.openAsGuest(id, 'Ève')).ok).toBe(true);
    await portal.database.transaction((manager) => subscriptions.end(manager, subscription.id));
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'closed' });
  });

  it('keep of a link what finds it and what shows it, and not the link', async () => {
    const room = await make();
    const path = rooms.guestPath(room)!;
    const token = path.split('/').at(-1)!;
    expect((await rooms.findByLink(token))?.id).toBe(room.id);
    const [row] = await portal.database.query<object[]>('SELECT * FROM meeting_room WHERE id = $1', [room.id]);
    expect(JSON.stringify(row)).not.toContain(token);
    await portal.database.transaction((manager) => rooms.renewLink(manager, room.id));
    expect(await rooms.findByLink(token)).toBeNull();
    const renewed = await portal.database.getRepository(MeetingRoom).findOneByOrFail({ id: room.id });
    expect(rooms.guestPath(renewed)).not.toBe(path);
    await portal.database.transaction((manager) => rooms.withdrawLink(manager, room.id));
    expect(
      rooms.guestPath(await portal.database.getRepository(MeetingRoom).findOneByOrFail({ id: room.id })),
    ).toBeNull();
  });
});
