import { z } from 'zod';
import type { DesiredState } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { plainText } from '../names/plain-text.js';
import { isOurs, isUsableAddress, listName, listSuffix } from './list-names.js';
import type { MailmanApi } from './mailman-api.js';
import type { MailmanSettings } from './mailman.js';

const listAnswer = z.object({
  list_id: z.string().max(400),
  list_name: z.string().max(200),
  mail_host: z.string().max(200),
  member_count: z.number().default(0),
});
const configAnswer = z.object({
  display_name: z.string().default(''),
  emergency: z.boolean(),
  last_post_at: z.string().nullish(),
  post_id: z.number().nullish(),
  posting_address: z.string(),
});
const memberAnswer = z.object({ email: z.string().max(400), list_id: z.string(), role: z.string() });

export type FoundList = z.output<typeof listAnswer>;
export type ListConfig = z.output<typeof configAnswer>;
export type Role = 'member' | 'owner';

/** Steps on lists, each safe to repeat. */
export function mailingLists(api: MailmanApi, settings: MailmanSettings) {
  const part = encodeURIComponent;
  const madeHere = (list: FoundList): boolean => list.mail_host === settings.mailHost && isOurs(list.list_name);
  const lists = {
    /** By the id that a handle kept, or by its name's end where the handle was lost or the name has changed since. */
    async find(subscriptionId: string, listId: string | null, name: string): Promise<Outcome<FoundList | null>> {
      const guess = listId ?? `${listName(name, subscriptionId)}.${settings.mailHost}`;
      const answer = await api.call('GET', `/lists/${part(guess)}`, [200, 404]);
      if (answer.kind !== 'done') return answer;
      if (answer.value.status === 200) return answer.value.read(listAnswer);
      if (listId !== null) return done(null);
      const all = await lists.all();
      if (all.kind !== 'done') return all;
      return done(all.value.find((list) => list.list_name.endsWith(listSuffix(subscriptionId))) ?? null);
    },

    /** The lists that the portal made in the domain. */
    async all(): Promise<Outcome<readonly FoundList[]>> {
      const all = await api.all('/lists', listAnswer);
      return all.kind === 'done' ? done(all.value.filter(madeHere)) : all;
    },

    /** Those on one page of all lists of the server. */
    async page(
      number: number,
    ): Promise<Outcome<{ readonly lists: readonly FoundList[]; readonly next: number | null }>> {
      const page = await api.page('/lists', listAnswer, number);
      if (page.kind !== 'done') return page;
      return done({ lists: page.value.entries.filter(madeHere), next: page.value.next });
    },

    async make(wanted: DesiredState): Promise<Outcome<FoundList>> {
      const name = listName(wanted.name, wanted.subscriptionId);
      const form = { fqdn_listname: `${name}@${settings.mailHost}`, style_name: 'private-default' };
      // 400: the domain is unknown, or the list is there already, which looking for it tells.
      const made = await api.call('POST', '/lists', [201, 400], form);
      if (made.kind !== 'done') return made;
      const found = await lists.find(wanted.subscriptionId, null, wanted.name);
      if (found.kind !== 'done') return found;
      return found.value === null ? failed('conflict', 'Mailman refused to make the list.') : done(found.value);
    },

    async config(listId: string): Promise<Outcome<ListConfig | null>> {
      const answer = await api.call('GET', `/lists/${part(listId)}/config`, [200, 404]);
      if (answer.kind !== 'done') return answer;
      return answer.value.status === 404 ? done(null) : answer.value.read(configAnswer);
    },

    /** Names the list, and holds or lets pass what is written to it; the rest is its owners' to choose. */
    async correct(listId: string, wanted: DesiredState): Promise<Outcome<void>> {
      const found = await lists.config(listId);
      if (found.kind !== 'done') return found;
      if (found.value === null) return failed('conflict', 'The list went away meanwhile.');
      const name = plainText(wanted.name, 100, 'Liste');
      const changes = {
        ...(found.value.display_name === name ? {} : { display_name: name, description: name }),
        ...(found.value.emergency ? { emergency: 'false' } : {}),
      };
      if (Object.keys(changes).length === 0) return done(undefined);
      return settled(await api.call('PATCH', `/lists/${part(listId)}/config`, [204], changes));
    },

    /** Everything written to the list waits for a moderator from now on. */
    async hold(listId: string): Promise<Outcome<void>> {
      const held = await api.call('PATCH', `/lists/${part(listId)}/config`, [204, 404], { emergency: 'true' });
      return settled(held);
    },

    async remove(listId: string): Promise<Outcome<void>> {
      return settled(await api.call('DELETE', `/lists/${part(listId)}`, [204, 404]));
    },

    /** Addresses in lower case. */
    async roster(listId: string, role: Role): Promise<Outcome<readonly string[]>> {
      const all = await api.all(`/lists/${part(listId)}/roster/${role}`, memberAnswer);
      return all.kind === 'done' ? done(all.value.map(({ email }) => email.toLowerCase())) : all;
    },

    async enrol(listId: string, role: Role, email: string, displayName: string): Promise<Outcome<void>> {
      if (!isUsableAddress(email)) return failed('unsupported', 'Mailman cannot hold the address of a member.');
      const form = { list_id: listId, subscriber: email, display_name: plainText(displayName, 100, '') };
      const asMember = {
        pre_verified: 'true',
        pre_confirmed: 'true',
        pre_approved: 'true',
        send_welcome_message: String(settings.welcomeMail),
      };
      const answer =
        role === 'member'
          ? await api.call('POST', '/members', [201, 400, 409], { ...form, ...asMember })
          : await api.call('POST', '/members', [201, 400], { ...form, role });
      if (answer.kind !== 'done' || answer.value.status !== 400) return settled(answer);
      // 400 says nothing that can be relied on: banned, not an address, or an owner already.
      const roster = await lists.roster(listId, role);
      if (roster.kind !== 'done') return roster;
      if (roster.value.includes(email.toLowerCase())) return done(undefined);
      return failed('unsupported', 'Mailman refused the address of a member.');
    },

    async strike(listId: string, role: Role, email: string): Promise<Outcome<void>> {
      const approval = role === 'member' ? '?pre_approved=true&pre_confirmed=true' : '';
      return settled(await api.call('DELETE', `/lists/${part(listId)}/${role}/${part(email)}${approval}`, [204, 404]));
    },

    /** Takes an address off our lists, and out of Mailman where no other list has it. */
    async forget(email: string): Promise<Outcome<void>> {
      if (!isUsableAddress(email)) return done(undefined);
      const found = await api.call('POST', '/members/find', [200, 404], { subscriber: email });
      if (found.kind !== 'done') return found;
      let isElsewhere = false;
      if (found.value.status === 200) {
        const read = found.value.read(z.object({ entries: z.array(memberAnswer).default([]) }));
        if (read.kind !== 'done') return read;
        for (const { list_id, role } of read.value.entries) {
          const [name = '', ...host] = list_id.split('.');
          const ours = host.join('.') === settings.mailHost && isOurs(name);
          if (!ours || (role !== 'member' && role !== 'owner')) isElsewhere = true;
          else {
            const struck = await lists.strike(list_id, role, email);
            if (struck.kind !== 'done') return struck;
          }
        }
      }
      if (isElsewhere) return done(undefined);
      return settled(await api.call('DELETE', `/addresses/${part(email)}`, [204, 404]));
    },
  };
  return lists;
}

function settled(outcome: Outcome<unknown>): Outcome<void> {
  return outcome.kind === 'done' ? done(undefined) : outcome;
}
