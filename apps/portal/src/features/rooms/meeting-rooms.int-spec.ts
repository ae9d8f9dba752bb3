import { HOUR, MINUTE } from '@ronron/kernel';
import { done } from '@ronron/connectors';
import { startBigBlueButtonPeer, startJitsiPeer, type BigBlueButtonPeer, type JitsiPeer } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aGrant, aRecordingService, aVisioService } from '../../testing/room-scene.js';
import { aService } from '../../testing/request-scene.js';
import { Plan } from '../catalogue/plans/plan.entity.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { Service } from '../catalogue/service.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { ServiceCircuit } from '../provisioning/circuits/service-circuit.entity.js';
import { MeetingRoom } from './meeting-room.entity.js';
import { MeetingRooms, type RoomWish } from './meeting-rooms.service.js';

describe('rooms that a feature makes on a service', () => {
  let portal: TestPortal;
  let peer: JitsiPeer;
  let service: Service;
  let recorder: BigBlueButtonPeer;
  let rooms: MeetingRooms;

  beforeAll(async () => {
    [portal, peer, recorder] = await Promise.all([startTestPortal(), startJitsiPeer(), startBigBlueButtonPeer()]);
    service = await aVisioService(portal, peer);
    rooms = portal.app.get(MeetingRooms);
  });
  afterAll(async () => {
    await portal.stop();
    await Promise.all([peer.stop(), recorder.stop()]);
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
    const hidden = await aService(portal, { connectorId: 'jitsi', connectorSettings: {}, published: false });
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

  it('promise no lobby where nothing would keep guests waiting', async () => {
    const account = await portal.account();
    const subscription = await aGrant(portal, service, { accountId: account.id });
    const { id } = await make({ lobby: true }, subscription.id);
    const door = rooms.guestPath(await portal.database.getRepository(MeetingRoom).findOneByOrFail({ id }))!;
    const client = await portal.signIn(account);
    const boxes = async (): Promise<number> =>
      (await client.get(`/mes-services/${subscription.id}/salles`)).$('[name=lobby]').length;
    const told = async (): Promise<boolean> => (await client.get(door)).$('main').text().includes('vous fera entrer');
    expect([await boxes(), await told()]).toEqual([1, true]);
    const open = { ...service.connectorSettings, url: peer.url, authentication: 'none' };
    const services = portal.database.getRepository(Service);
    await services.update({ id: service.id }, { connectorSettings: open } as never);
    expect([await boxes(), await told()]).toEqual([0, false]);
    await services.update({ id: service.id }, { connectorSettings: { url: peer.url, appId: peer.appId } } as never);
  });

  it('say at once that the tool is left alone, and leave it alone', async () => {
    const { id } = await make();
    const circuits = portal.database.getRepository(ServiceCircuit);
    const { now } = portal.clock;
    const nextProbeAt = new Date(now.call(portal.clock).getTime() + MINUTE);
    const open = {
      state: 'open',
      failures: 5,
      probes: 0,
      reason: 'timeout',
      detail: '',
      openedAt: nextProbeAt,
    } as const;
    await circuits.insert({ serviceId: service.id, ...open, nextProbeAt });
    expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'paused' });
    await portal.database.transaction((manager) => rooms.end(manager, id));
    await portal.runJobs();
    const kept = (): Promise<boolean> => portal.database.getRepository(MeetingRoom).existsBy({ id });
    expect(await kept()).toBe(true);
    await circuits.delete({ serviceId: service.id });
    portal.clock.advance(MINUTE);
    await portal.runJobs();
    expect(await kept()).toBe(false);
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

  it('send nobody in, and leave no meeting, when the subscription is suspended while the tool is asked', async () => {
    const subscription = await aGrant(portal, service, { accountId: (await portal.account()).id });
    const { id } = await make({}, subscription.id);
    const connectors = portal.app.get(ServiceConnectors);
    const closed: string[] = [];
    const forService = connectors.forService.bind(connectors);
    connectors.forService = async (serviceId) => ({
      ...(await forService(serviceId)),
      openRoom: async () => {
        await portal.database.transaction((manager) =>
          portal.app.get(SubscriptionsService).suspend(manager, subscription.id, 'operator'),
        );
        return done({ url: 'https://visio.example/', cookies: [] });
      },
      closeRoom: async (_, { key }) => done(void closed.push(key)),
    });
    try {
      expect(await rooms.openAsGuest(id, 'Ève')).toEqual({ ok: false, error: 'closed' });
      expect(closed).toHaveLength(1);
    } finally {
      connectors.forService = forService;
    }
  });

  it('show what was recorded in them to who leads, delete it alone or with the room, and end with their subscription', async () => {
    const account = await portal.account();
    const recording = await aRecordingService(portal, recorder);
    const subscription = await aGrant(portal, recording, { accountId: account.id });
    const client = await portal.signIn(account);
    const base = `/mes-services/${subscription.id}/salles`;
    const made = await client.submit(await client.get(base), 'form[action$="/salles"]', { name: 'Cours du soir' });
    await client.submit(made, 'form[action$="/ouverture"]');
    const [meetingID] = [...recorder.meetings.keys()] as [string];
    const started = portal.clock.now().getTime();
    const times = { startTime: started, endTime: started + 45 * MINUTE };
    const recorded = (recordID: string) => ({ recordID, meetingID, owner: subscription.id, ...times });
    const url = 'https://visio.example/playback/1';
    recorder.recordings.push({ ...recorded('one'), url }, { ...recorded('two'), url: 'javascript:alert(1)' });

    const page = await client.get(made.path);
    expect(page.$(`main a[href="${url}"]`).text()).toContain('Réunion du');
    expect(page.html).not.toContain('javascript:');
    const without = await client.submit(page, 'form:has(input[value=one])');
    expect([without.path, without.$('input[name=recording]').length]).toEqual([made.path, 1]);
    expect(recorder.recordings.map(({ recordID }) => recordID)).toEqual(['two']);

    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService).suspend(manager, subscription.id, 'operator'),
    );
    await portal.runJobs();
    expect([recorder.meetings.size, recorder.recordings.length]).toEqual([0, 1]);
    await client.submit(await client.get(made.path), 'form[action$="/suppression"]:not(:has([name=recording]))');
    await portal.runJobs();
    expect(recorder.recordings).toEqual([]);
  });

  it('are as many, as large and as well equipped as the plan says', async () => {
    const account = await portal.account();
    const recording = await aRecordingService(portal, recorder);
    const allowance = { most: 1, people: 12, recording: false, livestreaming: false, transcription: false };
    const id = portal.newId();
    const now = portal.clock.now();
    const plan = {
      id,
      serviceId: recording.id,
      name: 'Petite',
      summary: '',
      rooms: allowance,
      price: 'free',
      position: 0,
    };
    await portal.database.getRepository(Plan).insert({ ...plan, createdAt: now, updatedAt: now } as never);
    const granted = await portal.database.getRepository(Plan).findOneByOrFail({ id });
    const subscription = await aGrant(portal, recording, { accountId: account.id }, granted);
    const client = await portal.signIn(account);
    const base = `/mes-services/${subscription.id}/salles`;
    const form = 'form[action$="/salles"]';
    const made = await client.submit(await client.get(base), form, { name: 'La seule' });
    await client.submit(made, 'form[action$="/ouverture"]');
    const { parameters } = [...recorder.meetings.values()].at(-1)!;
    expect(parameters).toMatchObject({ name: 'La seule', maxParticipants: '12', record: 'false' });
    const refused = await client.submit(await client.get(base), form, { name: 'Une de trop' });
    expect([refused.status, refused.$('#field-name-error').text()]).toEqual([422, expect.stringContaining('autant')]);
  });
});
