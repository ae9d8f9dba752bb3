import { systemClock, systemRandomness } from '@ronron/kernel';
import { startFaultyProxy } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { DesiredState } from '../contract/connector.js';
import { createOutgoing } from '../network/create-outgoing.js';
import { dummy } from './dummy.js';

describeConnectorContract({
  name: 'the dummy',
  factory: dummy,
  async start() {
    const proxy = await startFaultyProxy('http://127.0.0.1:9');
    return { proxy, settingsAt: (url) => ({ url }), secrets: [], stop: () => proxy.stop() };
  },
});

describe('the dummy on demand', () => {
  const wanted: DesiredState = {
    subscriptionId: '01900000-0000-7000-8000-000000000001',
    state: 'active',
    holder: { kind: 'account', id: 'nolwenn', name: 'Nolwenn' },
    members: [],
    quotaBytes: null,
    name: 'Nolwenn',
    locale: 'fr',
  };
  const attempts = async (behaviour: string, count: number): Promise<string[]> => {
    const settings = dummy.settings.read({ url: 'https://demo.example.org', behaviour, delayMs: 1 });
    if (!settings.ok) throw new Error('settings refused');
    const outgoing = createOutgoing({ approvedHosts: [], allowPrivate: false });
    const kinds: string[] = [];
    for (let attempt = 0; attempt < count; attempt += 1) {
      // A job makes a new connector each time.
      const connector = dummy.create(settings.value, { ...outgoing, clock: systemClock, randomness: systemRandomness });
      const id = `${wanted.subscriptionId}-${behaviour}`;
      kinds.push((await connector.apply({ ...wanted, subscriptionId: id }, null, 'key')).kind);
    }
    return kinds;
  };

  it('fails once, always, or never, and can be waited for', async () => {
    expect(await attempts('ok', 2)).toEqual(['done', 'done']);
    expect(await attempts('fail-once', 3)).toEqual(['failed', 'done', 'done']);
    expect(await attempts('fail-always', 2)).toEqual(['failed', 'failed']);
    expect(await attempts('pending', 2)).toEqual(['pending', 'done']);
    expect(await attempts('slow', 1)).toEqual(['done']);
  });
});
