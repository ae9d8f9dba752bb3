import { createHash } from 'node:crypto';
import { startPeerServer } from './peer-server.js';

export interface BbbMeeting {
  readonly parameters: Readonly<Record<string, string>>;
  readonly createTime: string;
}

export interface BbbPeerRecording {
  readonly recordID: string;
  readonly meetingID: string;
  readonly owner: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly url: string;
}

export interface BigBlueButtonPeer {
  /** As `bbb-conf --secret` shows it, without the last slash. */
  readonly url: string;
  readonly secret: string;
  /** What the server believes; a test takes some away. */
  readonly algorithms: Set<string>;
  /** Those that go on, by id. */
  readonly meetings: Map<string, BbbMeeting>;
  readonly recordings: BbbPeerRecording[];
  /** The calls that came, in order, by name. */
  readonly calls: string[];
  /** Follows a join address as a browser would: who gets in how, or the key of the refusal. */
  enter(url: string): Promise<{ name: string; role: string; guest: boolean } | string>;
  stop(): Promise<void>;
}

const BY_LENGTH: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256', 96: 'sha384', 128: 'sha512' };

/**
 * Speaks the API of BigBlueButton 3.0 as its documentation gives it, refusals with HTTP 200 included: checksums over the raw query by the
 * algorithm that their length tells, meetings that are made once however often `create` is called, joins by GET alone.
 */
export async function startBigBlueButtonPeer(): Promise<BigBlueButtonPeer> {
  const secret = 'a-secret-that-bbb-conf-shows-0123456789';
  const algorithms = new Set(['sha1', 'sha256', 'sha384', 'sha512']);
  const meetings = new Map<string, BbbMeeting>();
  const recordings: BbbPeerRecording[] = [];
  const calls: string[] = [];
  let ticks = 1_700_000_000_000;

  const isBelieved = (call: string, rawQuery: string): boolean => {
    const match = /^(?:(.*)&)?checksum=([0-9a-f]*)$/.exec(rawQuery);
    const algorithm = BY_LENGTH[match?.[2]?.length ?? 0];
    if (match === null || algorithm === undefined || !algorithms.has(algorithm)) return false;
    const expected = createHash(algorithm).update(call + (match[1] ?? '') + secret);
    return expected.digest('hex') === match[2];
  };
  const answers: Readonly<Record<string, (query: URLSearchParams) => string>> = {
    isMeetingRunning: (query) => success(`<running>${meetings.has(query.get('meetingID') ?? '')}</running>`),
    create(query) {
      const id = query.get('meetingID') ?? '';
      if (id.length < 2 || id.length > 256 || id.includes(',')) return failure('validationError');
      const name = query.get('name') ?? '';
      if (name.length < 2 || name.length > 64) return failure('validationError');
      const known = meetings.get(id);
      const meeting = known ?? { parameters: Object.fromEntries(query), createTime: String((ticks += 1)) };
      meetings.set(id, meeting);
      const warning = known === undefined ? '' : '<messageKey>duplicateWarning</messageKey>';
      return success(`<meetingID>${xml(id)}</meetingID><createTime>${meeting.createTime}</createTime>${warning}`);
    },
    end: (query) =>
      meetings.delete(query.get('meetingID') ?? '')
        ? success('<messageKey>sentEndMeetingRequest</messageKey>')
        : failure('notFound'),
    getMeetings() {
      const items = [...meetings].map(
        ([id, { createTime }]) =>
          `<meeting><meetingID>${xml(id)}</meetingID><createTime>${createTime}</createTime></meeting>`,
      );
      const none = items.length === 0 ? '<messageKey>noMeetings</messageKey>' : '';
      return success(`<meetings>${items.join('')}</meetings>${none}`);
    },
    getRecordings(query) {
      const [meetingID, owner] = [query.get('meetingID'), query.get('meta_ronron-owner')];
      const found = recordings
        .filter((recording) => meetingID === null || recording.meetingID === meetingID)
        .filter((recording) => owner === null || recording.owner === owner);
      const items = found.map(
        ({ recordID, meetingID: id, startTime, endTime, url }) =>
          `<recording><recordID>${recordID}</recordID><meetingID>${xml(id)}</meetingID><published>true</published>
           <state>published</state><startTime>${startTime}</startTime><endTime>${endTime}</endTime>
           <playback><format><type>presentation</type><url>\n  ${xml(url)}\n</url></format></playback></recording>`,
      );
      const none = items.length === 0 ? '<messageKey>noRecordings</messageKey>' : '';
      return success(`<recordings>${items.join('')}</recordings>${none}`);
    },
    deleteRecordings(query) {
      const ids = (query.get('recordID') ?? '').split(',');
      const before = recordings.length;
      recordings.splice(0, before, ...recordings.filter(({ recordID }) => !ids.includes(recordID)));
      return recordings.length === before ? failure('notFound') : success('<deleted>true</deleted>');
    },
  };

  const server = await startPeerServer((request, response) => {
    const [path = '', rawQuery = ''] = (request.url ?? '').split('?');
    const call = /^\/bigbluebutton\/api\/?(\w*)$/.exec(path)?.[1];
    if (call === undefined) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found');
    const answer = (text: string): void =>
      void response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' }).end(text);
    if (call === '')
      return answer(success('<version>2.0</version><apiVersion>2.0</apiVersion><bbbVersion>3.0.4</bbbVersion>'));
    calls.push(call);
    if (request.method !== 'GET' || !isBelieved(call, rawQuery)) return answer(failure('checksumError'));
    const handler = answers[call];
    return answer(handler === undefined ? failure('unsupportedRequest') : handler(new URLSearchParams(rawQuery)));
  });
  return {
    url: `${server.url}/bigbluebutton`,
    secret,
    algorithms,
    meetings,
    recordings,
    calls,
    async enter(address) {
      const { pathname, search, searchParams: query } = new URL(address);
      if (pathname !== '/bigbluebutton/api/join' || !isBelieved('join', search.slice(1))) return 'checksumError';
      const meeting = meetings.get(query.get('meetingID') ?? '');
      if (meeting === undefined) return 'invalidMeetingIdentifier';
      if (query.get('createTime') !== meeting.createTime) return 'mismatchCreateTime';
      const [name, role] = [query.get('fullName') ?? '', query.get('role') ?? ''];
      if (name === '' || !['MODERATOR', 'VIEWER'].includes(role)) return 'validationError';
      const waits = query.get('guest') === 'true' && meeting.parameters['guestPolicy'] === 'ASK_MODERATOR';
      return { name, role, guest: waits };
    },
    stop: () => server.stop(),
  };
}

const success = (content: string): string => `<response>\n  <returncode>SUCCESS</returncode>${content}</response>`;
const failure = (key: string): string =>
  `<response><returncode>FAILED</returncode><messageKey>${key}</messageKey><message>No.</message></response>`;
const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
