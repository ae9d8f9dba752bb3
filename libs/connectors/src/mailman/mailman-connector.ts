import { stringify } from 'csv-stringify/sync';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { addressMark } from './list-names.js';
import { createMailmanApi } from './mailman-api.js';
import type { MailmanSettings } from './mailman.js';
import { mailingLists, type FoundList, type Role } from './mailing-lists.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
  listId: z.string().nullable(),
  /** Marks of the addresses that the portal put on the list: others there are none of its business. */
  managed: z.array(z.string()),
});
type OwnHandle = z.output<typeof handleShape>;

/** All that owners set, but for what is a secret. */
const settingsAnswer = z.record(z.string(), z.unknown()).transform((values) => {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'moderator_password'));
});
const versionAnswer = z.object({ mailman_version: z.string().max(100) });

export function createMailmanConnector(settings: MailmanSettings, { http, clock }: ConnectorTools): Connector {
  const api = createMailmanApi(settings, http);
  const lists = mailingLists(api, settings);

  async function makeActive(
    wanted: DesiredState,
    found: FoundList | null,
    own: OwnHandle | null,
  ): Promise<Outcome<string>> {
    const list = found === null ? await lists.make(wanted) : done(found);
    if (list.kind !== 'done') return list;
    const listId = list.value.list_id;
    const corrected = await lists.correct(listId, wanted);
    if (corrected.kind !== 'done') return corrected;
    for (const role of ['member', 'owner'] as const) {
      const people = wanted.members.filter((member) => role === 'member' || member.role === 'manager');
      const settled = await follow(listId, role, people, own?.managed ?? []);
      if (settled.kind !== 'done') return settled;
    }
    return done(listId);
  }

  /** Adds who is missing, and takes away whom the portal had added and who is no longer wanted. */
  async function follow(
    listId: string,
    role: Role,
    people: DesiredState['members'],
    managed: readonly string[],
  ): Promise<Outcome<void>> {
    const roster = await lists.roster(listId, role);
    if (roster.kind !== 'done') return roster;
    const wanted = new Set(people.map(({ email }) => email.toLowerCase()));
    for (const { email, displayName } of people) {
      if (roster.value.includes(email.toLowerCase())) continue;
      const enrolled = await lists.enrol(listId, role, email, displayName);
      if (enrolled.kind !== 'done') return enrolled;
    }
    for (const email of roster.value) {
      if (wanted.has(email) || !managed.includes(addressMark(email))) continue;
      const struck = await lists.strike(listId, role, email);
      if (struck.kind !== 'done') return struck;
    }
    return done(undefined);
  }

  async function apply(wanted: DesiredState, handle: Handle | null): Promise<Outcome<Handle>> {
    const read = handleShape.safeParse(handle);
    const own = read.success ? read.data : null;
    const found = await lists.find(wanted.subscriptionId, own?.listId ?? null, wanted.name);
    if (found.kind !== 'done') return found;
    const { subscriptionId, state } = wanted;
    const next = (listId: string | null, managed: readonly string[]): Outcome<Handle> =>
      done<Handle>({ version: 1, subscriptionId, state, listId, managed });
    const marks = wanted.members.map(({ email }) => addressMark(email)).sort();
    if (state === 'active') {
      const made = await makeActive(wanted, found.value, own);
      if (made.kind !== 'done') return made;
      return next(made.value, wanted.members.map(({ email }) => addressMark(email)).sort());
    }
    if (state === 'absent') {
      const removed = found.value === null ? done(undefined) : await lists.remove(found.value.list_id);
      return removed.kind === 'done' ? next(null, []) : removed;
    }
    const held = found.value === null ? done(undefined) : await lists.hold(found.value.list_id);
    return held.kind === 'done' ? next(found.value?.list_id ?? null, own?.managed ?? marks) : held;
  }

  const ownOf = (handle: Handle): (OwnHandle & { readonly listId: string }) | Failed => {
    const own = handleShape.safeParse(handle);
    if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
    const { listId } = own.data;
    return listId === null ? failed('conflict', 'The list is no more.') : { ...own.data, listId };
  };

  return {
    id: 'mailman',

    async check() {
      const startedAt = clock.now().getTime();
      const answer = await api.call('GET', '/system/versions', [200]);
      if (answer.kind !== 'done') return answer;
      const read = answer.value.read(versionAnswer);
      if (read.kind !== 'done') return read;
      const domain = await api.call('GET', `/domains/${encodeURIComponent(settings.mailHost)}`, [200, 404]);
      if (domain.kind !== 'done') return domain;
      if (domain.value.status === 404) return failed('conflict', `Mailman has no domain ${settings.mailHost}.`);
      const checkedAt = clock.now();
      return done({ version: read.value.mailman_version, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    apply,

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
      const { subscriptionId, listId, managed } = own.data;
      const config = listId === null ? done(null) : await lists.config(listId);
      if (config.kind !== 'done') return config;
      if (config.value === null || listId === null) {
        return done({ state: 'absent', subscriptionId, remoteName: '', memberCount: null, quotaBytes: null });
      }
      const { emergency, posting_address: remoteName } = config.value;
      if (emergency)
        return done({ state: 'suspended', subscriptionId, remoteName, memberCount: null, quotaBytes: null });
      const roster = await lists.roster(listId, 'member');
      if (roster.kind !== 'done') return roster;
      const memberCount = roster.value.filter((email) => managed.includes(addressMark(email))).length;
      return done({ state: 'active', subscriptionId, remoteName, memberCount, quotaBytes: null });
    },

    /** A name does not say whose list it is: that comes with `inspect`, under the same name. */
    async list(cursor) {
      const page = await lists.page(cursor === null ? 1 : Number(cursor));
      if (page.kind !== 'done') return page;
      const items = page.value.lists.map(({ list_name, mail_host }) => {
        const remoteName = `${list_name}@${mail_host}`;
        return { state: 'active' as const, subscriptionId: null, remoteName, memberCount: null, quotaBytes: null };
      });
      return done({ items, next: page.value.next === null ? null : String(page.value.next) });
    },

    async usage(handle) {
      const own = ownOf(handle);
      if ('kind' in own) return own;
      const config = await lists.config(own.listId);
      if (config.kind !== 'done') return config;
      const lastPost = Date.parse(`${config.value?.last_post_at ?? ''}Z`);
      // The next message's number begins at one.
      const items = Math.max((config.value?.post_id ?? 1) - 1, 0);
      return done({ bytes: null, items, lastActivityAt: Number.isNaN(lastPost) ? null : new Date(lastPost) });
    },

    erase: (person) => lists.forget(person.email),

    async export(handle) {
      const own = ownOf(handle);
      if ('kind' in own) return own;
      const config = await api.call('GET', `/lists/${encodeURIComponent(own.listId)}/config`, [200]);
      if (config.kind !== 'done') return config;
      const values = config.value.read(settingsAnswer);
      if (values.kind !== 'done') return values;
      const rows: [string, string][] = [];
      for (const role of ['owner', 'member'] as const) {
        const roster = await lists.roster(own.listId, role);
        if (roster.kind !== 'done') return roster;
        rows.push(...roster.value.map((email): [string, string] => [role, email]));
      }
      const content = zipSync(
        {
          'people.csv': strToU8(stringify([['role', 'email'], ...rows], { escape_formulas: true })),
          'settings.json': strToU8(`${JSON.stringify(values.value, null, 2)}\n`),
        },
        { mtime: clock.now() },
      );
      return done({
        fileName: `list-${own.subscriptionId.replace(/[^\w-]/g, '')}.zip`,
        mediaType: 'application/zip',
        content,
      });
    },

    async open(handle) {
      const own = ownOf(handle);
      if ('kind' in own) return own;
      if (own.state !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: `${settings.webUrl}/lists/${encodeURIComponent(own.listId)}/`, cookies: [] });
    },
  };
}
