import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { ActualState, Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { newPassword } from '../names/new-password.js';
import { plainText } from '../names/plain-text.js';
import { shortLogin } from '../names/short-login.js';
import { createDavApi, type DavResource } from './dav-api.js';
import type { CaldavSettings } from './caldav.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
});

/** What the portal notes on a subscription's access collection. */
const NOTES = ['subscription', 'open', 'people'];
const PAGE = 200;

export function createCaldavConnector(
  settings: CaldavSettings,
  { http, clock, randomness }: ConnectorTools,
): Connector {
  const api = createDavApi(settings, http);
  const register = `/${settings.adminUser}/`;
  /** Who may come in, read by the server's plugin; the portal's alone. */
  const accessOf = (subscriptionId: string): string => `${register}${keyOf(subscriptionId)}/`;
  /** Where the calendars are; the members' own. */
  const homeOf = (subscriptionId: string): string => `/ronron-${keyOf(subscriptionId)}/`;

  async function access(subscriptionId: string): Promise<Outcome<DavResource | null>> {
    const found = await api.find(accessOf(subscriptionId), '0', NOTES);
    return found.kind === 'done' ? done(found.value[0] ?? null) : found;
  }

  async function makeActive({ subscriptionId, name, members }: DesiredState): Promise<Outcome<void>> {
    // The portal's own place is made by the server when it first comes.
    const arrived = await api.find(register, '0');
    if (arrived.kind !== 'done') return arrived;
    const home = homeOf(subscriptionId);
    const title = plainText(name, 100, 'Agenda');
    for (const [path, kind] of [
      [accessOf(subscriptionId), 'plain'],
      [home, 'plain'],
      [`${home}agenda/`, 'calendar'],
      [`${home}contacts/`, 'addressbook'],
    ] as const) {
      const made = await api.make(path, kind, title);
      if (made.kind !== 'done') return made;
    }
    const before = await access(subscriptionId);
    if (before.kind !== 'done') return before;
    const people = members.map(({ accountId }) => personOf(accountId)).sort();
    const left = peopleOf(before.value).filter((person) => !people.includes(person));
    return api.change(accessOf(subscriptionId), {
      subscription: subscriptionId,
      open: 'yes',
      people: people.join(' '),
      ...Object.fromEntries(left.map((person) => [`p-${person}`, null])),
    });
  }

  async function suspend({ subscriptionId }: DesiredState): Promise<Outcome<void>> {
    const found = await access(subscriptionId);
    if (found.kind !== 'done') return found;
    return found.value === null ? done(undefined) : api.change(accessOf(subscriptionId), { open: 'no' });
  }

  async function remove({ subscriptionId }: DesiredState): Promise<Outcome<void>> {
    const emptied = await api.remove(homeOf(subscriptionId));
    return emptied.kind === 'done' ? api.remove(accessOf(subscriptionId)) : emptied;
  }

  return {
    id: 'caldav',

    async check() {
      const startedAt = clock.now().getTime();
      const found = await api.find(register, '0');
      if (found.kind !== 'done') return found;
      const checkedAt = clock.now();
      return done({ version: null, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    async apply(wanted) {
      const step = await { active: makeActive, suspended: suspend, absent: remove }[wanted.state](wanted);
      if (step.kind !== 'done') return step;
      return done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, state: wanted.state });
    },

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      const found = await access(own.data.subscriptionId);
      if (found.kind !== 'done') return found;
      return done(actualOf(own.data.subscriptionId, found.value));
    },

    async list(cursor) {
      const found = await api.find(register, '1', NOTES);
      if (found.kind !== 'done') return found;
      const all = found.value
        .flatMap((resource) => {
          const id = resource.ours['subscription'];
          return id === undefined ? [] : [actualOf(id, resource)];
        })
        .filter(({ subscriptionId }) => cursor === null || subscriptionId > cursor)
        .sort((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1));
      return done({ items: all.slice(0, PAGE), next: all.length > PAGE ? all[PAGE - 1]!.subscriptionId : null });
    },

    async erase({ accountId }) {
      const person = personOf(accountId);
      const found = await api.find(register, '1', NOTES);
      if (found.kind !== 'done') return found;
      for (const resource of found.value.filter((one) => peopleOf(one).includes(person))) {
        const people = peopleOf(resource).filter((one) => one !== person);
        const changed = await api.change(resource.path, { people: people.join(' '), [`p-${person}`]: null });
        if (changed.kind !== 'done') return changed;
      }
      return done(undefined);
    },

    async export(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      const home = homeOf(own.data.subscriptionId);
      const found = await api.find(home, '1');
      if (found.kind !== 'done') return found;
      if (found.value.length === 0) return failed('conflict', 'The calendars are no more.');
      const files: Record<string, Uint8Array> = {};
      for (const { path, isCollection } of found.value) {
        if (!isCollection || path === home || !path.startsWith(home)) continue;
        const content = await api.send('GET', path, [200]);
        if (content.kind !== 'done') return content;
        const isBook = content.value.body.subarray(0, 11).toString() === 'BEGIN:VCARD';
        const name = path.slice(home.length, -1).replace(/[^\w-]/g, '_');
        files[`${name}.${isBook || name === 'contacts' ? 'vcf' : 'ics'}`] = content.value.body;
      }
      const fileName = `calendars-${keyOf(own.data.subscriptionId)}.zip`;
      return done({ fileName, mediaType: 'application/zip', content: zipSync(files, { mtime: clock.now() }) });
    },

    async open(handle) {
      const own = handleShape.safeParse(handle);
      if (own.data?.state !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: `${settings.url}/`, cookies: [] });
    },

    async renewPassword(handle, accountId) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return notOurs();
      const { subscriptionId } = own.data;
      const found = await access(subscriptionId);
      if (found.kind !== 'done') return found;
      const person = personOf(accountId);
      if (found.value?.ours['open'] !== 'yes' || !peopleOf(found.value).includes(person)) {
        return failed('conflict', 'The subscription is not active, or the account is no member of it.');
      }
      const password = newPassword(randomness);
      const salt = randomness.bytes(12).toString('base64url');
      const hash = createHash('sha256').update(`${salt}:${password}`).digest('hex');
      // One property for each person: what a job writes meanwhile is not written over.
      const changed = await api.change(accessOf(subscriptionId), { [`p-${person}`]: `${salt}:${hash}` });
      if (changed.kind !== 'done') return changed;
      return done({ login: `${keyOf(subscriptionId)}-${person}`, password, server: `${settings.url}/` });
    },
  };
}

function keyOf(subscriptionId: string): string {
  return shortLogin('caldav', subscriptionId);
}

function personOf(accountId: string): string {
  return shortLogin('caldav-person', accountId);
}

function peopleOf(access: DavResource | null): string[] {
  return (access?.ours['people'] ?? '').split(' ').filter((person) => /^[a-z2-7]{12}$/.test(person));
}

function actualOf(
  subscriptionId: string,
  access: DavResource | null,
): ActualState & { readonly subscriptionId: string } {
  const state = access === null ? 'absent' : access.ours['open'] === 'yes' ? 'active' : 'suspended';
  const memberCount = state === 'active' ? peopleOf(access).length : null;
  return { state, subscriptionId, remoteName: `ronron-${keyOf(subscriptionId)}`, memberCount, quotaBytes: null };
}

function notOurs(): Failed {
  return failed('unsupported', 'The handle was written by another release or connector.');
}
