import { HOUR, SECOND, type Clock } from '@ronron/kernel';
import { z } from 'zod';
import type { Connector, DesiredState, Handle, Pad } from '../contract/connector.js';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { expectNoRefusal, type EtherpadApi } from './etherpad-api.js';
import { exportPads } from './etherpad-export.js';
import { etherpadGroups } from './etherpad-groups.js';
import type { EtherpadSettings } from './etherpad-settings.js';
import { padNameOf, shownNameOf } from './pad-name.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  groupId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
});
type EtherpadHandle = z.infer<typeof handleShape>;

const lastEditedAnswer = z.object({ lastEdited: z.number().min(0).max(8.64e15) });
const textAnswer = z.object({ text: z.string() });
const groupsAnswer = z.object({ groupIDs: z.array(z.string()) });
const PAGE = 100;
/** A browser keeps 4,096 bytes in a cookie; a session's id has up to 34 and a comma. */
const MOST_SESSIONS_IN_COOKIE = 50;

export function createEtherpadConnector(settings: EtherpadSettings, api: EtherpadApi, clock: Clock): Connector {
  const groups = etherpadGroups(api);
  const inactive = (): Failed => failed('conflict', 'The subscription is not active.');

  async function check() {
    const startedAt = clock.now().getTime();
    const version = await api.version();
    if (version.kind !== 'done') return version;
    const accepted = expectNoRefusal(await api.call('checkToken', {}, z.unknown()));
    if (accepted.kind !== 'done') return accepted;
    const checkedAt = clock.now();
    return done({ version: version.value, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
  }

  async function apply(wanted: DesiredState, kept: Handle | null): Promise<Outcome<Handle>> {
    const known = kept === null ? null : handleShape.safeParse(kept).data;
    const handle = (groupId: string): Outcome<Handle> =>
      done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, groupId, state: wanted.state });

    if (wanted.state === 'absent' && known?.state === 'absent') return handle(known.groupId);
    const group = await groups.groupOf(wanted.subscriptionId);
    if (group.kind !== 'done') return group;
    const step =
      wanted.state === 'absent'
        ? await groups.removeGroup(group.value)
        : wanted.state === 'suspended'
          ? await closeTo(group.value, new Set())
          : await openTo(group.value, wanted);
    return step.kind === 'done' ? handle(group.value) : step;
  }

  async function openTo(groupId: string, wanted: DesiredState): Promise<Outcome<void>> {
    const pads = await groups.padsOf(groupId);
    if (pads.kind !== 'done') return pads;
    if (pads.value === null || pads.value.length === 0) {
      const made = await groups.makePad(groupId, padNameOf(settings.firstPad) ?? 'pad');
      if (made.kind !== 'done') return made;
    }
    const sessions = await groups.sessions({ groupId });
    if (sessions.kind !== 'done') return sessions;
    if (sessions.value.length === 0) return done(undefined);
    const authors = new Set<string>();
    for (const member of wanted.members) {
      const author = await groups.authorOf(member.accountId, member.displayName);
      if (author.kind !== 'done') return author;
      authors.add(author.value);
    }
    return closeTo(groupId, authors);
  }

  /** Ends the sessions of everybody but these authors. */
  async function closeTo(groupId: string, kept: ReadonlySet<string>): Promise<Outcome<void>> {
    const sessions = await groups.sessions({ groupId });
    if (sessions.kind !== 'done') return sessions;
    return groups.endSessions(sessions.value.filter((session) => !kept.has(session.authorId)));
  }

  /** The group's pads; `conflict` when it is gone. */
  async function padsIn(handle: Handle): Promise<Outcome<{ own: EtherpadHandle; pads: readonly string[] }>> {
    const own = handleShape.safeParse(handle);
    if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
    const pads = await groups.padsOf(own.data.groupId);
    if (pads.kind !== 'done') return pads;
    return pads.value === null ? failed('conflict', 'The group is gone.') : done({ own: own.data, pads: pads.value });
  }

  async function lastEdited(groupId: string, name: string): Promise<Outcome<Pad>> {
    const padID = `${groupId}$${name}`;
    const answer = expectNoRefusal(await api.call('getLastEdited', { padID }, lastEditedAnswer));
    if (answer.kind !== 'done') return answer;
    return done({ name: shownNameOf(name), lastEditedAt: new Date(answer.value.lastEdited) });
  }

  async function listPads(handle: Handle): Promise<Outcome<readonly Pad[]>> {
    const found = await padsIn(handle);
    if (found.kind !== 'done') return found;
    const pads: Pad[] = [];
    for (const name of found.value.pads) {
      const pad = await lastEdited(found.value.own.groupId, name);
      if (pad.kind !== 'done') return pad;
      pads.push(pad.value);
    }
    return done(pads);
  }

  return {
    id: 'etherpad',
    check,
    apply,

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
      const pads = await groups.padsOf(own.data.groupId);
      if (pads.kind !== 'done') return pads;
      const { subscriptionId, groupId, state } = own.data;
      // Etherpad knows no suspension: a suspended group is one that nobody gets a session for.
      const actual = pads.value === null ? 'absent' : state === 'suspended' ? 'suspended' : 'active';
      return done({ state: actual, subscriptionId, remoteName: groupId, memberCount: null, quotaBytes: null });
    },

    async list(cursor) {
      const from = Number(cursor ?? 0);
      const answer = expectNoRefusal(await api.call('listAllGroups', {}, groupsAnswer));
      if (answer.kind !== 'done') return answer;
      const all = [...answer.value.groupIDs].sort();
      const items = all.slice(from, from + PAGE).map((remoteName) => {
        return { state: 'active' as const, subscriptionId: null, remoteName, memberCount: null, quotaBytes: null };
      });
      return done({ items, next: from + PAGE < all.length ? String(from + PAGE) : null });
    },

    async usage(handle) {
      const found = await padsIn(handle);
      if (found.kind !== 'done') return found;
      const { own, pads } = found.value;
      let bytes = 0;
      let last = 0;
      for (const name of pads) {
        const edited = await lastEdited(own.groupId, name);
        if (edited.kind !== 'done') return edited;
        const text = expectNoRefusal(await api.call('getText', { padID: `${own.groupId}$${name}` }, textAnswer));
        if (text.kind !== 'done') return text;
        bytes += Buffer.byteLength(text.value.text);
        last = Math.max(last, edited.value.lastEditedAt?.getTime() ?? 0);
      }
      return done({ bytes, items: pads.length, lastActivityAt: last === 0 ? null : new Date(last) });
    },

    erase: (person) => groups.anonymise(person),

    async export(handle) {
      const found = await padsIn(handle);
      if (found.kind !== 'done') return found;
      return exportPads(api, groups, found.value.own.groupId, found.value.pads, clock.now());
    },

    listPads,

    async createPad(handle, text) {
      const name = padNameOf(text);
      if (name === null) return failed('unsupported', 'Etherpad cannot hold a pad of this name.');
      const found = await padsIn(handle);
      if (found.kind !== 'done') return found;
      const { own } = found.value;
      if (own.state !== 'active') return inactive();
      const pad = await groups.makePad(own.groupId, name);
      if (pad.kind !== 'done') return pad;
      return pad.value.made ? lastEdited(own.groupId, name) : failed('conflict', 'A pad of this name exists.');
    },

    async open(handle, who, item) {
      const own = handleShape.safeParse(handle);
      if (!own.success || own.data.state !== 'active') return inactive();
      if (who.kind !== 'member') return failed('unsupported', 'Etherpad lets in members only.');
      const { groupId } = own.data;
      const found = await groups.padsOf(groupId);
      if (found.kind !== 'done') return found;
      const pads = found.value ?? [];
      const first = padNameOf(settings.firstPad) ?? 'pad';
      const pad =
        item === undefined
          ? (pads.find((one) => one === first) ?? pads[0])
          : pads.find((one) => one === item || shownNameOf(one) === item);
      if (pad === undefined) return failed('conflict', 'There is no such pad.');

      const author = await groups.authorOf(who.accountId, who.displayName);
      if (author.kind !== 'done') return author;
      const nowSeconds = Math.floor(clock.now().getTime() / SECOND);
      const lifetime = (settings.sessionHours * HOUR) / SECOND;
      const session = await groups.startSession(groupId, author.value, nowSeconds + lifetime);
      if (session.kind !== 'done') return session;
      // One cookie serves all groups: without the person's other sessions, opening one would close the others.
      const others = await groups.sessions({ authorId: author.value });
      if (others.kind !== 'done') return others;
      const expired = others.value.filter(({ validUntil }) => validUntil <= nowSeconds);
      const ended = await groups.endSessions(expired);
      if (ended.kind !== 'done') return ended;
      const valid = others.value
        .filter(({ id, validUntil }) => validUntil > nowSeconds && id !== session.value)
        .sort((a, b) => b.validUntil - a.validUntil)
        .map(({ id }) => id);
      return done({
        url: `${settings.url}/p/${encodeURIComponent(`${groupId}$${pad}`)}`,
        cookies: [
          {
            name: 'sessionID',
            value: [session.value, ...valid].slice(0, MOST_SESSIONS_IN_COOKIE).join(','),
            domain: settings.cookieDomain,
            path: '/',
            secure: settings.url.startsWith('https:'),
            // Etherpad's own page reads it.
            httpOnly: false,
            sameSite: 'lax',
            maxAgeSeconds: lifetime,
          },
        ],
      });
    },
  };
}
