import { Attribute, Change, EqualityFilter, OrFilter, type Client, type Entry } from 'ldapts';
import type { Member } from '../contract/connector.js';
import { plainText } from '../names/plain-text.js';
import { shortLogin } from '../names/short-login.js';
import type { DirectoryNames } from './directory-names.js';
import { ALREADY_EXISTS, NO_SUCH_OBJECT, unless } from './directory-session.js';

/** A person has one entry in the directory, whatever the number of their subscriptions. */
export function loginOf(accountId: string): string {
  return shortLogin('ldap', accountId);
}

/** Steps on people's entries, each safe to repeat. They throw what the client throws. */
export function directoryPeople(client: Client, names: DirectoryNames) {
  const find = async (uid: string, where: 'people' | 'suspended'): Promise<Entry | null> => {
    const options = { scope: 'one', filter: new EqualityFilter({ attribute: 'uid', value: uid }) } as const;
    const { searchEntries } = await client.search(names.unit(where), options);
    return searchEntries[0] ?? null;
  };
  const move = async (uid: string, from: 'people' | 'suspended', to: 'people' | 'suspended'): Promise<boolean> =>
    unless(NO_SUCH_OBJECT, client.modifyDN(names.person(uid, from), names.person(uid, to)));

  return {
    /** Makes, brings back or corrects the entry of a member. */
    async ensure(member: Member): Promise<void> {
      const uid = loginOf(member.accountId);
      const wanted = attributesOf(uid, member);
      if ((await find(uid, 'suspended')) !== null) await move(uid, 'suspended', 'people');
      const found = await find(uid, 'people');
      if (found === null) {
        const given = Object.entries(wanted).filter(([, values]) => values.length > 0);
        const made = { objectClass: ['inetOrgPerson'], uid: [uid], ...Object.fromEntries(given) };
        if (await unless(ALREADY_EXISTS, client.add(names.person(uid), made))) return;
      }
      const changes = Object.entries(wanted)
        .filter(([type, values]) => found === null || valuesOf(found, type).join('\n') !== values.join('\n'))
        .map(([type, values]) => new Change({ operation: 'replace', modification: new Attribute({ type, values }) }));
      if (changes.length > 0) await client.modify(names.person(uid), changes);
    },

    /** Puts a person's entry where their groups say: back with the others, aside, or away when no group has them. */
    async settle(
      uid: string,
      groupsOf: (uid: string) => Promise<{ active: number; suspended: number }>,
    ): Promise<void> {
      if ((await groupsOf(uid)).active > 0) return;
      await move(uid, 'people', 'suspended');
      // Somebody else's job may have granted them something meanwhile: whoever looks last, after writing, sees both.
      const now = await groupsOf(uid);
      if (now.active > 0) await unless(ALREADY_EXISTS, move(uid, 'suspended', 'people'));
      else if (now.suspended === 0) await unless(NO_SUCH_OBJECT, client.del(names.person(uid, 'suspended')));
    },

    async remove(uid: string): Promise<void> {
      for (const where of ['people', 'suspended'] as const) {
        await unless(NO_SUCH_OBJECT, client.del(names.person(uid, where)));
      }
    },

    /** How many of these can sign in. */
    async countActive(uids: readonly string[]): Promise<number> {
      let count = 0;
      for (let start = 0; start < uids.length; start += 100) {
        const filters = uids.slice(start, start + 100).map((value) => new EqualityFilter({ attribute: 'uid', value }));
        const options = { scope: 'one' as const, filter: new OrFilter({ filters }), attributes: ['uid'] };
        count += (await client.search(names.unit('people'), options)).searchEntries.length;
      }
      return count;
    },
  };
}

/** What tools read of a person (RFC 2798). Directory strings are never empty, and `mail` holds ASCII only. */
function attributesOf(uid: string, member: Member): Record<string, string[]> {
  const name = plainText(member.displayName, 200, uid);
  const mail = /^[\x21-\x7e]{1,256}$/.test(member.email) ? [member.email] : [];
  return { cn: [name], sn: [name.split(/\s+/u).at(-1)!], displayName: [name], mail };
}

export function valuesOf(entry: Entry, type: string): string[] {
  const value = entry[type];
  return value === undefined ? [] : [value].flat().map(String);
}
