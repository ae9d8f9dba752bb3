import { detectMediaType } from '../../../../../platform/files/media-type.js';
import { RESERVED_SLUGS } from '../../../../gatherings/gathering/gathering.entity.js';
import { LONGEST_SESSION } from '../../../../gatherings/sessions/gathering-session.entity.js';
import { needsReason, type CommitmentStatus } from '../../../commitment-status.js';
import type { RecordKind } from '../format/record-kinds.js';

type Values = Readonly<Record<string, unknown>>;

/** `[column, what]` for each rule that does not hold. */
type Broken = (false | [string, string])[];

/** What must hold between the columns of one record: `[column, what]` for each that does not. */
export function rulesOf(kind: RecordKind, values: Values, inseeCode: string): [string, string][] {
  return broken(kind, values, inseeCode).filter((one) => one !== false);
}

function broken(kind: RecordKind, values: Values, inseeCode: string): Broken {
  const isHere: Broken[number] = values['commune'] !== inseeCode && ['commune', 'commune'];
  switch (kind) {
    case 'commitment': {
      const status = values['status'] as CommitmentStatus | undefined;
      const lacksReason = status !== undefined && needsReason(status) && values['statusReason'] === '';
      return [isHere, lacksReason && ['statusReason', 'needed']];
    }
    case 'course':
      return [(values['move'] === 'status.changed') !== (values['status'] !== '') && ['status', 'choice']];
    case 'action':
      return [(values['state'] === 'done') !== (values['doneOn'] !== null) && ['doneOn', 'done']];
    case 'update':
      return [
        (values['updateState'] === 'published') !== (values['publishedAt'] !== null) && ['publishedAt', 'published'],
      ];
    case 'evidence':
    case 'paper':
      return source(values);
    case 'spending':
      return [values['savingCents'] !== null && values['savingMethod'] === '' && ['savingMethod', 'needed']];
    case 'question':
      return question(values);
    case 'gathering':
      return [isHere, ...gathering(values)];
    case 'session':
      return session(values);
    case 'proposal':
      return [isHere, ...proposal(values)];
    case 'reply':
      return [values['action'] !== null && values['commitment'] === null && ['commitment', 'needed']];
    default:
      return [];
  }
}

/** A link, or a file with its name. */
function source({ url, fileName, fileContent: bytes }: Values): Broken {
  if ((url === null) === (bytes === null)) return [['url', 'oneSource']];
  if ((bytes === null) !== (fileName === null)) return [['fileName', 'needed']];
  return [Buffer.isBuffer(bytes) && detectMediaType(bytes) === null && ['fileContent', 'content']];
}

/** Of what was taken from the public, or lives on in another question, no word travels. */
function question({ questionState: state, body, shownAs, publicName, ...values }: Values): Broken {
  const isPublished = state === 'published';
  return [
    isPublished && body === '' && ['body', 'needed'],
    isPublished && values['publishedAt'] === null && ['publishedAt', 'needed'],
    !isPublished && body !== '' && ['body', 'gone'],
    (state === 'merged') !== (values['mergedInto'] !== null) && ['mergedInto', 'merged'],
    state === 'hidden' && values['reason'] === '' && ['reason', 'needed'],
    state === 'hidden' && values['decidedAt'] === null && ['decidedAt', 'needed'],
    !isPublished && shownAs === 'first-name' && ['shownAs', 'gone'],
    isPublished && shownAs === 'first-name' && publicName === '' && ['publicName', 'needed'],
    shownAs !== 'first-name' && publicName !== '' && ['publicName', 'gone'],
  ];
}

function gathering({ gatheringState: state, slug, ...values }: Values): Broken {
  return [
    typeof slug === 'string' && RESERVED_SLUGS.includes(slug) && ['slug', 'slug'],
    state === 'cancelled' && values['cancelReason'] === '' && ['cancelReason', 'needed'],
    state === 'draft' && values['publishedAt'] !== null && ['publishedAt', 'draft'],
    values['roomPlaces'] === null && values['onlinePlaces'] === null && ['roomPlaces', 'needed'],
    values['holder'] === '' && values['holderAgreedAt'] !== null && ['holder', 'needed'],
  ];
}

function session({ startsAt, endsAt, roomPresent, onlinePresent, agentsPresent }: Values): Broken {
  if (!(startsAt instanceof Date) || !(endsAt instanceof Date)) return [];
  const length = endsAt.getTime() - startsAt.getTime();
  const present = Number(roomPresent ?? 0) + Number(onlinePresent ?? 0);
  return [
    (length <= 0 || length > LONGEST_SESSION) && ['endsAt', 'order'],
    Number(agentsPresent ?? 0) > present && ['agentsPresent', 'range'],
  ];
}

/** Of one that was hidden no word travels; of one that was taken back the title alone. */
function proposal({ title, body, collective, hiddenAt, hiddenReason, withdrawnAt, ...values }: Values): Broken {
  const isHidden = hiddenAt !== null;
  const isGone = isHidden || withdrawnAt !== null;
  const isDecided = values['proposalState'] === 'accepted' || values['proposalState'] === 'refused';
  const words: Broken = Object.entries({ title, collective }).map(
    ([column, text]) => (text === '') !== isHidden && [column, isHidden ? 'gone' : 'needed'],
  );
  return [
    ...words,
    (body === '') !== isGone && ['body', isGone ? 'gone' : 'needed'],
    isHidden !== (hiddenReason !== '') && ['hiddenReason', isHidden ? 'needed' : 'gone'],
    isDecided && values['decidedAt'] === null && ['decidedAt', 'needed'],
  ];
}

/** What may be there only once: a measure, an indicator's day, a figure of the portal, an address. */
export function uniqueKey(kind: RecordKind, parent: string, values: Values): { column: string; key: string } | null {
  if (kind === 'commitment') return { column: 'measure', key: `measure ${String(values['measure'])}` };
  if (kind === 'gathering') return { column: 'slug', key: `slug ${String(values['slug'])}` };
  if (kind === 'value') return { column: 'day', key: `day ${parent} ${String(values['day'])}` };
  if (kind === 'indicator' && values['liveSource'] !== null) {
    return { column: 'liveSource', key: `live ${parent} ${String(values['liveSource'])}` };
  }
  return null;
}
