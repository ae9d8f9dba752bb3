import { parse, type Element } from 'ltx';
import type { Recording } from '../contract/connector.js';

/** What every answer says first. `messageKey` never changes between versions, the message does. */
export interface BbbAnswer {
  readonly succeeded: boolean;
  readonly messageKey: string;
  readonly root: Element;
}

export interface BbbRecording extends Recording {
  readonly meetingId: string;
}

/** @throws Error when it is no answer of BigBlueButton. */
export function readAnswer(text: string): BbbAnswer {
  const root = parse(text);
  const returncode = textOf(root, 'returncode');
  if (root.getName() !== 'response' || !['SUCCESS', 'FAILED'].includes(returncode)) throw new Error('No answer.');
  const succeeded = returncode === 'SUCCESS';
  // For operators: an identifier of BigBlueButton's, never more.
  return { succeeded, messageKey: /^\w{1,60}$/.exec(textOf(root, 'messageKey'))?.[0] ?? '', root };
}

export function meetingIds(root: Element): string[] {
  return childrenOf(root, 'meetings', 'meeting').map((meeting) => textOf(meeting, 'meetingID'));
}

/** Newest first; one without an id, or with an address that no browser should open, is as good as none. */
export function readRecordings(root: Element): BbbRecording[] {
  const recordings = childrenOf(root, 'recordings', 'recording').map((recording) => {
    const [startedAt, endedAt] = [momentOf(textOf(recording, 'startTime')), momentOf(textOf(recording, 'endTime'))];
    const minutes = startedAt === null || endedAt === null ? null : (endedAt.getTime() - startedAt.getTime()) / 60_000;
    const urls = childrenOf(recording, 'playback', 'format').map((format) => webAddress(textOf(format, 'url')));
    return {
      id: textOf(recording, 'recordID'),
      meetingId: textOf(recording, 'meetingID'),
      startedAt,
      minutes: minutes === null || minutes < 0 ? null : Math.round(minutes),
      url: textOf(recording, 'published') === 'true' ? (urls.find((url) => url !== null) ?? null) : null,
    };
  });
  const known = recordings.filter(({ id }) => /^[\w.-]{1,200}$/.test(id));
  return known.sort((one, other) => (other.startedAt?.getTime() ?? 0) - (one.startedAt?.getTime() ?? 0));
}

/** The text of a child, without what stands around it; empty when there is none. */
export function textOf(parent: Element, name: string): string {
  return (parent.getChild(name)?.text() ?? '').trim();
}

function childrenOf(root: Element, list: string, item: string): Element[] {
  return root.getChild(list)?.getChildren(item) ?? [];
}

/** Milliseconds since 1970, as BigBlueButton writes moments. */
function momentOf(text: string): Date | null {
  return /^\d{10,14}$/.test(text) ? new Date(Number(text)) : null;
}

function webAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' ? url.href : null;
}
