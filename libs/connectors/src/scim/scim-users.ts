import type { Member } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { plainText } from '../names/plain-text.js';
import { shortLogin } from '../names/short-login.js';
import { CHANGED, equals, userShape, type PatchStep, type ScimApi, type ScimUser } from './scim-api.js';
import { placeOf, type scimGroups } from './scim-groups.js';
import type { ScimSettings } from './scim.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

interface WantedUser {
  readonly externalId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string;
}

/** Steps on users, each safe to repeat. A person is one user, bound by `externalId` to the portal's account. */
export function scimUsers(api: ScimApi, groups: ReturnType<typeof scimGroups>, userName: ScimSettings['userName']) {
  const users = {
    find(accountId: string): Promise<Outcome<ScimUser | null>> {
      const fits = (user: ScimUser): boolean => user.externalId === accountId;
      return api.find('Users', userShape, equals('externalId', accountId), fits);
    },

    /** Makes or corrects the user of a member, active. @returns its id. */
    async ensure(member: Member): Promise<Outcome<string>> {
      const wanted = wantedUser(member);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const found = await users.find(member.accountId);
        if (found.kind !== 'done') return found;
        if (found.value === null) {
          const made = await api.make('Users', userShape, wholeOf(wanted, true));
          if (made.kind !== 'done') return made;
          if (made.value !== null) return done(made.value.id);
          const now = await users.find(member.accountId);
          if (now.kind !== 'done') return now;
          // An address alone never merges two accounts: an operator binds them, or removes the other one.
          if (now.value === null) return failed('conflict', 'The service has another user of the same name already.');
          continue;
        }
        const changed = await change(found.value, wanted, true);
        if (changed.kind !== 'done') return changed;
        if (changed.value) return done(found.value.id);
      }
      return failed('conflict', 'The user kept changing while it was written.');
    },

    /**
     * Puts a user where the groups of ours beside `exceptGroupIds` say: active, inactive, or away when no group has it.
     * @returns false for somebody whom the portal did not make, who is left alone.
     */
    async settle(userId: string, exceptGroupIds: readonly string[]): Promise<Outcome<boolean>> {
      const user = await api.read('Users', userShape, userId);
      if (user.kind !== 'done') return user;
      if (user.value === null) return done(true);
      if (user.value.externalId === undefined) return done(false);
      const before = await placesOf(userId, exceptGroupIds);
      if (before.kind !== 'done') return before;
      if (before.value.active) return done(true);
      const closed = await setActive(user.value, false);
      if (closed.kind !== 'done') return closed;
      // Somebody else's job may have granted them something meanwhile: whoever looks last, after writing, sees both.
      const now = await placesOf(userId, exceptGroupIds);
      if (now.kind !== 'done') return now;
      if (now.value.aside && !now.value.active) return done(true);
      const last = now.value.active ? await setActive(user.value, true) : await api.remove('Users', userId);
      return last.kind === 'done' ? done(true) : last;
    },
  };

  async function placesOf(
    userId: string,
    exceptGroupIds: readonly string[],
  ): Promise<Outcome<{ active: boolean; aside: boolean }>> {
    const found = await groups.withMember(userId);
    if (found.kind !== 'done') return found;
    const others = found.value.filter(({ id }) => !exceptGroupIds.includes(id)).map(placeOf);
    return done({ active: others.includes('active'), aside: others.includes('aside') });
  }

  function wantedUser(member: Member): WantedUser {
    const login = shortLogin('scim', member.accountId);
    return {
      externalId: member.accountId,
      userName: userName === 'email' ? member.email : login,
      displayName: plainText(member.displayName, 200, login),
      email: member.email,
    };
  }

  /** Whether the user is as wanted now; false when it has to be read again. */
  async function change(user: ScimUser, wanted: WantedUser, active: boolean): Promise<Outcome<boolean>> {
    const email = (user.emails.find(({ primary }) => primary === true) ?? user.emails[0])?.value ?? '';
    const steps: PatchStep[] = [];
    if (user.userName !== wanted.userName) steps.push({ op: 'replace', path: 'userName', value: wanted.userName });
    if (user.displayName !== wanted.displayName) {
      steps.push({ op: 'replace', path: 'displayName', value: wanted.displayName });
    }
    if (email.toLowerCase() !== wanted.email.toLowerCase()) {
      steps.push({ op: 'replace', path: 'emails', value: emailsOf(wanted) });
    }
    if (user.active !== active) steps.push({ op: 'replace', path: 'active', value: active });
    if (steps.length === 0) return done(true);
    const changed = await api.change('Users', user, steps, { ...wholeOf(wanted, active), id: user.id });
    if (changed.kind !== 'done') return changed;
    if (changed.value === 409) return failed('conflict', 'The service has another user of the same name already.');
    return done(changed.value !== CHANGED && changed.value !== 404);
  }

  async function setActive(user: ScimUser, active: boolean): Promise<Outcome<void>> {
    const step = { op: 'replace', path: 'active', value: active } as const;
    const { id, externalId, userName, displayName, emails } = user;
    const whole = { schemas: [USER], id, externalId, userName, displayName, emails, active };
    // No version: whoever changed a name meanwhile does not keep an account open.
    const changed = await api.change('Users', { id }, [step], whole);
    return changed.kind === 'done' ? done(undefined) : changed;
  }

  return users;
}

function wholeOf(wanted: WantedUser, active: boolean): object {
  const { externalId, userName, displayName } = wanted;
  return {
    schemas: [USER],
    externalId,
    userName,
    displayName,
    name: { formatted: displayName },
    emails: emailsOf(wanted),
    active,
  };
}

function emailsOf({ email }: WantedUser): object[] {
  return [{ value: email, type: 'work', primary: true }];
}
