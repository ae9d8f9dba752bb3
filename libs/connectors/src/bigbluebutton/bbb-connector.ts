import { MINUTE } from '@ronron/kernel';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { Actor, Connector, Handle, Room } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { roomRefusal, stateInHandle } from '../contract/rooms-of-handle.js';
import { meetingIds, readRecordings, textOf, type BbbRecording } from './bbb-answers.js';
import { createBbbApi, refused, type BbbParameters } from './bbb-api.js';
import type { BigBlueButtonSettings } from './bigbluebutton.js';
import { checksumAlgorithms, type ChecksumAlgorithm } from './checksum.js';

/** Set on each meeting and its recordings: whose they are. */
const OWNER = 'meta_ronron-owner';
const EVERY_STATE = 'processing,processed,published,unpublished';
/** Longest and shortest name of a meeting (create, `name`). */
const NAME = { longest: 64, shortest: 2 };

export function createBbbConnector(settings: BigBlueButtonSettings, { http, clock }: ConnectorTools): Connector {
  const api = createBbbApi(settings, http);

  /** Starts the meeting, or finds the one that goes on. */
  async function meet(
    handle: Handle | null,
    room: Room,
  ): Promise<Outcome<{ createTime: string; algorithm: ChecksumAlgorithm }>> {
    const created = await api.call('create', meetingOf(handle, room), algorithmOf(handle));
    if (created.kind !== 'done') return created;
    // `idNotUnique`: it goes on, and was made with other parameters, by an older release or before the room was changed.
    const { succeeded, messageKey, algorithm } = created.value;
    if (!succeeded && messageKey !== 'idNotUnique') return refused('create', created.value);
    const info = succeeded
      ? created
      : await api.mustSucceed('getMeetingInfo', { meetingID: nameOf(handle, room) }, algorithm);
    if (info.kind !== 'done') return info;
    const createTime = textOf(info.value.root, 'createTime');
    if (!/^\d{1,20}$/.test(createTime))
      return failed('bad-answer', 'BigBlueButton does not say when the meeting began.');
    return done({ createTime, algorithm });
  }

  function meetingOf(handle: Handle | null, room: Room): BbbParameters {
    const recorded = settings.recording && room.features.includes('recording');
    const left = room.closesAt === null ? null : room.closesAt.getTime() - clock.now().getTime();
    return {
      meetingID: nameOf(handle, room),
      name: [...room.name].slice(0, NAME.longest).join('').padEnd(NAME.shortest, '.'),
      // Recording begins when a moderator says so, and never by itself.
      record: String(recorded),
      allowStartStopRecording: String(recorded),
      autoStartRecording: 'false',
      guestPolicy: room.lobby ? 'ASK_MODERATOR' : 'ALWAYS_ACCEPT',
      ...(left === null ? {} : { duration: String(Math.max(1, Math.ceil(left / MINUTE))) }),
      ...(room.people === null ? {} : { maxParticipants: String(room.people) }),
      [OWNER]: ownerOf(handle),
    };
  }

  async function end(meetingId: string, algorithm: ChecksumAlgorithm | null): Promise<Outcome<void>> {
    const ended = await api.call('end', { meetingID: meetingId }, algorithm);
    if (ended.kind !== 'done') return ended;
    const { succeeded, messageKey } = ended.value;
    return succeeded || messageKey === 'notFound' ? done(undefined) : refused('end', ended.value);
  }

  async function recordingsOf(
    handle: Handle | null,
    filter: BbbParameters,
    isOurs: (recording: BbbRecording) => boolean,
  ): Promise<Outcome<BbbRecording[]>> {
    const reply = await api.mustSucceed('getRecordings', { ...filter, state: EVERY_STATE }, algorithmOf(handle));
    // What the server gives beyond what was asked for is somebody else's.
    return reply.kind === 'done' ? done(readRecordings(reply.value.root).filter(isOurs)) : reply;
  }

  function recordingsIn(handle: Handle | null, room: Room): Promise<Outcome<BbbRecording[]>> {
    const meetingID = nameOf(handle, room);
    return recordingsOf(handle, { meetingID }, ({ meetingId }) => meetingId === meetingID);
  }

  async function deleteAll(handle: Handle | null, recordings: readonly BbbRecording[]): Promise<Outcome<void>> {
    if (recordings.length === 0) return done(undefined);
    const recordID = recordings.map(({ id }) => id).join(',');
    const deleted = await api.call('deleteRecordings', { recordID }, algorithmOf(handle));
    if (deleted.kind !== 'done') return deleted;
    const { succeeded, messageKey } = deleted.value;
    return succeeded || messageKey === 'notFound' ? done(undefined) : refused('deleteRecordings', deleted.value);
  }

  /** Ends every meeting that goes on in a room of the subscription. */
  async function endAll(handle: Handle): Promise<Outcome<void>> {
    const running = await api.mustSucceed('getMeetings', {}, algorithmOf(handle));
    if (running.kind !== 'done') return running;
    for (const meetingId of meetingIds(running.value.root).filter((id) => id.startsWith(prefixOf(handle)))) {
      const ended = await end(meetingId, algorithmOf(handle));
      if (ended.kind !== 'done') return ended;
    }
    return done(undefined);
  }

  return {
    id: 'bigbluebutton',

    async check() {
      const startedAt = clock.now().getTime();
      const believed = await api.mustSucceed('isMeetingRunning', { meetingID: 'ronron' });
      if (believed.kind !== 'done') return believed;
      const about = await api.version();
      if (about.kind !== 'done') return about;
      const version = textOf(about.value.root, 'bbbVersion').slice(0, 40);
      const checkedAt = clock.now();
      const latencyMs = checkedAt.getTime() - startedAt;
      return done({ version: version === '' ? null : version, latencyMs, checkedAt });
    },

    async apply(wanted, former) {
      const { subscriptionId, state } = wanted;
      const probe = await api.mustSucceed('isMeetingRunning', { meetingID: 'ronron' }, algorithmOf(former));
      if (probe.kind !== 'done') return probe;
      const handle: Handle = { version: 1, subscriptionId, state, algorithm: probe.value.algorithm };
      if (state === 'active') return done(handle);
      const ended = await endAll(handle);
      if (ended.kind !== 'done') return ended;
      if (state === 'suspended') return done(handle);
      const recorded = await recordingsOf(handle, { [OWNER]: ownerOf(handle) }, ({ meetingId }) =>
        meetingId.startsWith(prefixOf(handle)),
      );
      const deleted = recorded.kind === 'done' ? await deleteAll(handle, recorded.value) : recorded;
      return deleted.kind === 'done' ? done(handle) : deleted;
    },

    inspect: async (handle) => stateInHandle(handle),

    async openRoom(handle, room, who) {
      const refusal = roomRefusal(handle, room, clock.now());
      if (refusal !== null) return refusal;
      const meeting = await meet(handle, room);
      if (meeting.kind !== 'done') return meeting;
      const { createTime, algorithm } = meeting.value;
      const parameters = { meetingID: nameOf(handle, room), createTime, ...participantOf(who) };
      return done({ url: api.addressOf('join', parameters, algorithm), cookies: [] });
    },

    async closeRoom(handle, room) {
      const ended = await end(nameOf(handle, room), algorithmOf(handle));
      if (ended.kind !== 'done') return ended;
      const recorded = await recordingsIn(handle, room);
      return recorded.kind === 'done' ? deleteAll(handle, recorded.value) : recorded;
    },

    async listRecordings(handle, room) {
      const recorded = await recordingsIn(handle, room);
      if (recorded.kind !== 'done') return recorded;
      return done(recorded.value.map(({ id, startedAt, minutes, url }) => ({ id, startedAt, minutes, url })));
    },

    async deleteRecording(handle, room, id) {
      const recorded = await recordingsIn(handle, room);
      if (recorded.kind !== 'done') return recorded;
      return deleteAll(
        handle,
        recorded.value.filter((recording) => recording.id === id),
      );
    },
  };
}

/** A person as `join` wants them. The link is good for the meeting that goes on, and no later one of the room. */
function participantOf(who: Actor): BbbParameters {
  if (who.kind === 'guest') return { fullName: who.displayName ?? 'Invité', role: 'VIEWER', guest: 'true' };
  const role = who.role === 'manager' ? 'MODERATOR' : 'VIEWER';
  return { fullName: who.displayName, role, userID: who.accountId };
}

function ownerOf(handle: Handle | null): string {
  return handle === null ? 'portal' : String(handle['subscriptionId']);
}

function prefixOf(handle: Handle | null): string {
  return `ronron-${ownerOf(handle)}-`;
}

function nameOf(handle: Handle | null, room: Room): string {
  return prefixOf(handle) + room.key;
}

function algorithmOf(handle: Handle | null): ChecksumAlgorithm | null {
  return checksumAlgorithms.find((algorithm) => algorithm === handle?.['algorithm']) ?? null;
}
