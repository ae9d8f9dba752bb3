import type { Member } from '../../contract/connector.js';
import { done, type Outcome } from '../../contract/outcome.js';
import type { NextcloudAccounts, RemoteUser } from '../nextcloud-accounts.js';
import { settled } from '../ocs-api.js';
import { activeGroup, formerPrefix, formerSuffix } from '../remote-names.js';

/**
 * Accounts that the first release made, one for each member of each subscription. What nobody ever used goes; what holds
 * files stays, open to whoever is a member, until the operator has moved them to the person's one account or the
 * subscription ends: Nextcloud gives an account no other name, and its files to another account only by a command.
 */
export function formerAccounts(accounts: NextcloudAccounts) {
  const former = {
    async of(subscriptionId: string): Promise<Outcome<readonly RemoteUser[]>> {
      const prefix = formerPrefix(subscriptionId);
      const found = await accounts.search(prefix, (id) => id.startsWith(prefix));
      if (found.kind !== 'done') return found;
      const users: RemoteUser[] = [];
      for (const id of found.value) {
        const user = await accounts.find(id);
        if (user.kind !== 'done') return user;
        if (user.value !== null) users.push(user.value);
      }
      return done(users);
    },

    /** @returns how many are left; open to these members, closed to the others. */
    async settle(subscriptionId: string, members: readonly Member[]): Promise<Outcome<number>> {
      const found = await former.of(subscriptionId);
      if (found.kind !== 'done') return found;
      let left = 0;
      for (const { id, enabled, lastLogin, groups } of found.value) {
        const open = members.some(({ accountId }) => id.endsWith(formerSuffix(accountId)));
        const unused = lastLogin === 0;
        if (!unused) left += 1;
        const group = activeGroup('organisation', subscriptionId);
        const steps = [
          ...(unused ? [() => accounts.remove(id)] : []),
          // It counts as no member beside the account of the same person.
          ...(!unused && groups.includes(group) ? [() => accounts.leaveGroup(id, group)] : []),
          ...(!unused && enabled !== open ? [() => accounts.setEnabled(id, open)] : []),
        ];
        for (const step of steps) {
          const outcome = await step();
          if (outcome.kind !== 'done') return outcome;
        }
      }
      return done(left);
    },

    async remove(subscriptionId: string): Promise<Outcome<void>> {
      const found = await former.of(subscriptionId);
      if (found.kind !== 'done') return found;
      for (const { id } of found.value) {
        const removed = await accounts.remove(id);
        if (removed.kind !== 'done') return settled(removed);
      }
      return done(undefined);
    },
  };
  return former;
}

export type FormerAccounts = ReturnType<typeof formerAccounts>;
