import { abilities, type ConnectorFactory, type ConnectorTools } from '../contract/connector-factory.js';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, pending, type Outcome } from '../contract/outcome.js';
import { numberField, selectField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';

const behaviours = ['ok', 'fail-once', 'fail-always', 'slow', 'pending'] as const;

const settings = defineSettings('dummy', {
  url: urlField({ required: true, example: 'https://demo.example.org' }),
  behaviour: selectField(behaviours),
  delayMs: numberField({ defaultValue: 2000, min: 0, max: 20_000 }),
});

interface DummySettings {
  readonly url: string;
  readonly behaviour: (typeof behaviours)[number];
  readonly delayMs: number;
}

/**
 * Wishes that were already failed or put off once, for `fail-once` and `pending`. A new connector is made for each job,
 * so this belongs to the process; more than a demonstration needs is forgotten.
 */
const metBefore = new Set<string>();
const REMEMBERED = 1000;

function meetsForTheFirstTime(wish: string): boolean {
  if (metBefore.has(wish)) return false;
  if (metBefore.size >= REMEMBERED) metBefore.clear();
  metBefore.add(wish);
  return true;
}

/** Does nothing and says so: a stand-in for the demonstration and for tests, which fails on demand. */
export const dummy: ConnectorFactory<DummySettings> = {
  id: 'dummy',
  settings,
  can: abilities('accounts', 'groups', 'quota', 'suspend', 'export', 'usage', 'sso', 'open', 'erase'),
  docs: 'docs/connectors/dummy.md',
  create: createDummy,
};

function createDummy({ url, behaviour, delayMs }: DummySettings, { clock }: ConnectorTools): Connector {
  const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

  /** Null: go on. */
  async function misbehave(wish: string): Promise<Outcome<never> | null> {
    if (behaviour === 'slow') await wait();
    if (behaviour === 'fail-always') return failed('unreachable', 'The dummy was told to fail always.');
    if (behaviour === 'fail-once' && meetsForTheFirstTime(wish)) {
      return failed('unreachable', 'The dummy was told to fail once.');
    }
    if (behaviour === 'pending' && meetsForTheFirstTime(wish)) return pending(delayMs);
    return null;
  }

  const keptBy = (wanted: DesiredState): Handle => ({
    version: 1,
    subscriptionId: wanted.subscriptionId,
    state: wanted.state,
    members: wanted.members.length,
    quotaBytes: wanted.quotaBytes,
    name: wanted.name,
  });
  const numberIn = (handle: Handle, key: string): number | null => {
    const value = handle[key];
    return typeof value === 'number' ? value : null;
  };

  return {
    id: 'dummy',
    async check() {
      if (behaviour === 'fail-always') return failed('unreachable', 'The dummy was told to fail always.');
      return done({ version: 'dummy', latencyMs: 0, checkedAt: clock.now() });
    },
    async apply(wanted) {
      const trouble = await misbehave(`${url} ${wanted.subscriptionId} ${wanted.state}`);
      return trouble ?? done(keptBy(wanted));
    },
    async inspect(handle) {
      const state = handle['state'];
      if (state !== 'active' && state !== 'suspended' && state !== 'absent') {
        return failed('bad-answer', 'The handle was not written by the dummy.');
      }
      const subscriptionId = String(handle['subscriptionId']);
      const gone = state === 'absent';
      return done({
        state,
        subscriptionId,
        remoteName: subscriptionId,
        name: gone || typeof handle['name'] !== 'string' ? null : handle['name'],
        memberCount: gone ? null : numberIn(handle, 'members'),
        quotaBytes: gone ? null : numberIn(handle, 'quotaBytes'),
      });
    },
    async usage() {
      // It holds nothing, so it has nothing to tell.
      return done({ bytes: null, items: null, lastActivityAt: null });
    },
    async export(handle) {
      const id = String(handle['subscriptionId']);
      const trouble = await misbehave(`${url} export ${id}`);
      const content = new TextEncoder().encode(`The dummy holds nothing of ${id}.\n`);
      return trouble ?? done({ fileName: 'dummy.txt', mediaType: 'text/plain', content });
    },
    async erase({ accountId }) {
      return (await misbehave(`${url} erase ${accountId}`)) ?? done(undefined);
    },
    async open(handle) {
      if (handle['state'] !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url, cookies: [] });
    },
  };
}
