import type { Clock } from '@ronron/kernel';
import { z } from 'zod';
import type { Connector, Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { readHandle } from './handle.js';
import type { NextcloudAccounts } from './nextcloud-accounts.js';
import type { NextcloudReadings } from './nextcloud-readings.js';
import { kindOf, type nextcloudSubscriptions } from './nextcloud-subscriptions.js';
import { expectNoRefusal, type NextcloudSettings, type OcsApi } from './ocs-api.js';
import { accountName, formerSuffix, isFormer, OURS } from './remote-names.js';
import type { TeamFolders } from './folders/team-folders.js';

interface Parts {
  readonly settings: NextcloudSettings;
  readonly api: OcsApi;
  readonly accounts: NextcloudAccounts;
  readonly folders: TeamFolders;
  readonly subscriptions: ReturnType<typeof nextcloudSubscriptions>;
  readonly readings: NextcloudReadings;
  readonly clock: Clock;
}

export function createNextcloudConnector(parts: Parts): Connector {
  const { settings, api, accounts, folders, subscriptions, readings, clock } = parts;

  return {
    id: 'nextcloud',

    async check() {
      const startedAt = clock.now().getTime();
      const version = await api.version();
      if (version.kind !== 'done') return version;
      // Only an account that may manage users gets an answer here.
      const allowed = expectNoRefusal(await api.call('GET', '/users', { limit: '1' }, z.unknown()), 'Listing accounts');
      if (allowed.kind !== 'done') return allowed;
      const latencyMs = clock.now().getTime() - startedAt;
      const remark = await remarkOn();
      if (remark.kind !== 'done') return remark;
      return done({ version: version.value, latencyMs, checkedAt: clock.now(), ...remark.value });
    },

    async apply(wanted, before) {
      const own = before === null ? null : readHandle(before);
      if (own?.kind === 'failed') return own;
      const known = own?.kind === 'done' && own.value.version === 2 ? own.value : null;
      if (known !== null && known.folderId !== null && wanted.state !== 'suspended') {
        // Disabled, as an upgrade of Nextcloud may do: without it the folder would be forgotten, or left behind for ever.
        const all = await folders.all();
        if (all.kind !== 'done') return all;
        if (all.value === null)
          return failed('unsupported', 'The app Team folders (groupfolders) is not enabled any more.');
      }
      const step = await subscriptions[wanted.state](wanted, known === null || known.formerAccounts > 0);
      if (step.kind !== 'done') return step;
      const { subscriptionId } = wanted;
      return done<Handle>({ version: 2, subscriptionId, kind: kindOf(wanted), state: wanted.state, ...step.value });
    },

    async inspect(handle) {
      const own = readHandle(handle);
      return own.kind === 'done' ? readings.inspect(own.value) : own;
    },

    list: (cursor) => readings.list(cursor),

    async usage(handle) {
      const own = readHandle(handle);
      return own.kind === 'done' ? readings.usage(own.value) : own;
    },

    async erase(person) {
      const suffix = formerSuffix(person.accountId);
      const found = await accounts.search(suffix, (id) => isFormer(id) && id.endsWith(suffix));
      if (found.kind !== 'done') return found;
      for (const id of [accountName(person), ...found.value]) {
        const removed = await accounts.remove(id);
        if (removed.kind !== 'done') return removed;
      }
      return done(undefined);
    },

    async open(handle) {
      const own = readHandle(handle);
      if (own.kind !== 'done' || own.value.state !== 'active') {
        return failed('conflict', 'The subscription is not active.');
      }
      return done({ url: `${settings.url}/`, cookies: [] });
    },
  };

  /** What an operator can better. */
  async function remarkOn(): Promise<Outcome<{ remark?: string }>> {
    const all = await folders.all();
    if (all.kind !== 'done') return all;
    const former = await accounts.search(OURS, isFormer);
    if (former.kind !== 'done') return former;
    const remarks = [
      all.value === null &&
        'The app Team folders (groupfolders) is not enabled: organisations get no folder of their own.',
      former.value.length > 0 &&
        `${former.value.length} account(s) of an earlier release may hold files: move them to the person's one account.`,
    ].filter((remark) => remark !== false);
    return done(remarks.length === 0 ? {} : { remark: remarks.join(' ') });
  }
}
