import { FixedClock, HOUR, MINUTE } from '@ronron/kernel';
import { startBigBlueButtonPeer, startFaultyProxy, startPeerServer, type BigBlueButtonPeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Actor, Connector, Handle, Room } from '../contract/connector.js';
import { connectTo, trialMember, trialRoom, trialWish, valueOf } from '../contract/trial.js';
import { bigbluebutton } from './bigbluebutton.js';

describeConnectorContract({
  name: 'BigBlueButton (a peer that answers as its documentation says)',
  factory: bigbluebutton,
  async start() {
    const peer = await startBigBlueButtonPeer();
    const proxy = await startFaultyProxy(new URL(peer.url).origin);
    return {
      proxy,
      settingsAt: (url) => ({ url: `${url}/bigbluebutton/api/`, secret: peer.secret, recording: true }),
      wrongSettingsAt: (url) => ({ url: `${url}/bigbluebutton`, secret: 'another secret' }),
      secrets: [peer.secret],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});

describe('a BigBlueButton', () => {
  const now = new Date('2026-06-01T18:00:00Z');
  const clock = new FixedClock(now);
  const wanted = trialWish([trialMember('nolwenn', { role: 'manager' })]);
  const holder: Actor = { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn Le Bihan', role: 'manager' };
  const member: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };
  const guest: Actor = { kind: 'guest', displayName: 'Ève & Adam' };
  let peer: BigBlueButtonPeer;
  let connector: Connector;
  let handle: Handle;

  beforeEach(async () => {
    peer = await startBigBlueButtonPeer();
    connector = connect();
    handle = valueOf(await connector.apply(wanted, null, 'key'));
  });
  afterEach(() => peer.stop());

  const connect = (changes: Record<string, unknown> = {}): Connector =>
    connectTo(bigbluebutton, { url: peer.url, secret: peer.secret, ...changes }, { clock });
  const enter = async (who: Actor, room: Room, how = connector): ReturnType<BigBlueButtonPeer['enter']> =>
    peer.enter(valueOf(await how.openRoom!(handle, room, who)).url);
  const meetingOf = (room: Room): Readonly<Record<string, string>> =>
    [...peer.meetings].find(([id]) => id.endsWith(room.key))![1].parameters;
  const record = (room: Room, changes: object = {}): void => {
    const meetingID = `ronron-${wanted.subscriptionId}-${room.key}`;
    const start = now.getTime() - peer.recordings.length * HOUR;
    const times = { startTime: start, endTime: start + 30 * MINUTE };
    peer.recordings.push({
      recordID: `recording-${peer.recordings.length}`,
      meetingID,
      owner: wanted.subscriptionId,
      ...times,
      url: 'https://visio.example/playback/1',
      ...changes,
    });
  };

  it('lets people into one meeting, each in their place, by links that end with it', async () => {
    const room = trialRoom();
    expect(await enter(holder, room)).toEqual({ name: 'Nolwenn Le Bihan', role: 'MODERATOR', guest: false });
    expect(await enter(member, room)).toEqual({ name: 'Yann', role: 'VIEWER', guest: false });
    expect(await enter(guest, room)).toEqual({ name: 'Ève & Adam', role: 'VIEWER', guest: false });
    expect(peer.meetings.size).toBe(1);
    const { url } = valueOf(await connector.openRoom!(handle, room, guest));
    valueOf(await connector.closeRoom!(handle, room));
    expect(await peer.enter(url)).toBe('invalidMeetingIdentifier');
    await enter(holder, room);
    expect(await peer.enter(url)).toBe('mismatchCreateTime');
  });

  it('tells a meeting its hours, its lobby and its size', async () => {
    const room = trialRoom({ closesAt: new Date(now.getTime() + 89.5 * MINUTE), lobby: true, people: 12 });
    expect(await enter(guest, room)).toMatchObject({ guest: true });
    const expected = { duration: '90', guestPolicy: 'ASK_MODERATOR', maxParticipants: '12', name: room.name };
    expect(meetingOf(room)).toMatchObject(expected);
    const open = trialRoom({ name: 'é'.repeat(80) });
    await enter(guest, open);
    expect(meetingOf(open)).toMatchObject({ guestPolicy: 'ALWAYS_ACCEPT', name: 'é'.repeat(64) });
    expect(meetingOf(open)).not.toHaveProperty('duration');
  });

  it('may be recorded where both the service and the subscription say so, and never by itself', async () => {
    const recorded = async (how: Connector, features: Room['features']): Promise<unknown> => {
      const room = trialRoom({ features });
      await enter(holder, room, how);
      expect(meetingOf(room)['autoStartRecording']).toBe('false');
      return meetingOf(room)['record'];
    };
    expect(await recorded(connect({ recording: true }), ['recording'])).toBe('true');
    expect(await recorded(connect({ recording: true }), [])).toBe('false');
    expect(await recorded(connect(), ['recording'])).toBe('false');
  });

  it('is spoken to by the newest algorithm that it believes, found once', async () => {
    expect(handle['algorithm']).toBe('sha512');
    for (const newest of ['sha384', 'sha256', 'sha1']) {
      peer.algorithms.delete([...peer.algorithms].at(-1)!);
      handle = valueOf(await connector.apply(wanted, handle, 'key'));
      expect(handle['algorithm']).toBe(newest);
      peer.calls.length = 0;
      expect(await enter(holder, trialRoom())).toMatchObject({ role: 'MODERATOR' });
      expect(peer.calls).toEqual(['create']);
      // A room of no subscription has nowhere to remember it.
      const alone = valueOf(await connector.openRoom!(null, trialRoom(), guest)).url;
      expect(await peer.enter(alone)).toMatchObject({ role: 'VIEWER' });
    }
    expect(await connect({ checksum: 'sha512' }).check()).toMatchObject({ reason: 'unauthorised' });
    expect(await connect({ checksum: 'sha1' }).check()).toMatchObject({ kind: 'done', value: { version: '3.0.4' } });
  });

  it('ends the meetings of a suspended subscription, and no others', async () => {
    const other = trialWish([]);
    const otherHandle = valueOf(await connector.apply(other, null, 'key'));
    const [first, second, theirs] = [trialRoom(), trialRoom(), trialRoom()];
    for (const room of [first, second]) await enter(holder, room);
    valueOf(await connector.openRoom!(otherHandle, theirs, guest));
    record(first);
    valueOf(await connector.apply({ ...wanted, state: 'suspended' }, handle, 'key'));
    expect([...peer.meetings.keys()]).toEqual([`ronron-${other.subscriptionId}-${theirs.key}`]);
    expect(peer.recordings).toHaveLength(1);
  });

  it('lists what was recorded in a room, and deletes it alone, with the room, or with the subscription', async () => {
    const [room, other] = [trialRoom(), trialRoom()];
    record(room);
    record(room);
    record(other, { url: 'javascript:alert(1)' });
    const listed = valueOf(await connector.listRecordings!(handle, room));
    expect(listed).toEqual([
      { id: 'recording-0', startedAt: now, minutes: 30, url: 'https://visio.example/playback/1' },
      expect.objectContaining({ id: 'recording-1' }),
    ]);
    expect(valueOf(await connector.listRecordings!(handle, other))).toMatchObject([{ id: 'recording-2', url: null }]);
    for (const id of ['recording-2', 'nothing', 'recording-1,recording-2'])
      valueOf(await connector.deleteRecording!(handle, room, id));
    expect(peer.recordings).toHaveLength(3);
    for (let twice = 0; twice < 2; twice += 1) valueOf(await connector.deleteRecording!(handle, room, 'recording-0'));
    expect(peer.recordings.map(({ recordID }) => recordID)).toEqual(['recording-1', 'recording-2']);
    valueOf(await connector.closeRoom!(handle, room));
    expect(peer.recordings.map(({ recordID }) => recordID)).toEqual(['recording-2']);
    peer.recordings.push({ ...peer.recordings[0]!, recordID: 'another-s', owner: 'another' });
    valueOf(await connector.apply({ ...wanted, state: 'absent' }, handle, 'key'));
    expect(peer.recordings.map(({ recordID }) => recordID)).toEqual(['another-s']);
  });

  it('deletes nothing that a lying server passes off as ours', async () => {
    record(trialRoom(), { meetingID: 'the-lessons-of-the-school' });
    valueOf(await connector.apply({ ...wanted, state: 'absent' }, handle, 'key'));
    expect(peer.recordings).toHaveLength(1);
  });

  it.each([
    [
      'an entity',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><response><returncode>&b;</returncode></response>',
    ],
    ['another document', '<feed><returncode>SUCCESS</returncode></feed>'],
    ['neither yes nor no', '<response><returncode>MAYBE</returncode></response>'],
    ['no time', '<response><returncode>SUCCESS</returncode><createTime>&amp;role=MODERATOR</createTime></response>'],
    ['a refusal', '<response><returncode>FAILED</returncode><messageKey>a b <b>c</b></messageKey></response>'],
  ])('that answers %s lets nobody in', async (_, text) => {
    const liar = await startPeerServer((__, response) => response.end(text));
    const outcome = await connect({ url: liar.url }).openRoom!(handle, trialRoom(), guest);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'bad-answer' });
    await liar.stop();
  });
});
