import { systemClock, systemRandomness } from '@ronron/kernel';
import { startOcsPeer } from '@ronron/testing';
import { findConnector } from '../registry.js';
import { hostsOf, runConnectorCheck, type ConnectorCheckStep } from './run-connector-check.js';

const tools = { clock: systemClock, randomness: systemRandomness };

describe('the check against a real server', () => {
  it('goes through the whole life of a subscription and leaves nothing behind', async () => {
    const peer = await startOcsPeer();
    const told: ConnectorCheckStep[] = [];
    const settings = { url: peer.url, adminUser: peer.adminUser, adminPassword: peer.adminPassword };
    const steps = await runConnectorCheck('nextcloud', settings, { ...tools, onStep: (step) => told.push(step) });
    expect(steps.filter((step) => !step.ok)).toEqual([]);
    expect(steps.map((step) => step.name)).toEqual(
      expect.arrayContaining([
        'settings',
        'check',
        'apply active',
        'inspect suspended',
        'open while active',
        'apply absent',
      ]),
    );
    expect(told).toEqual(steps);
    expect([peer.users.size, [...peer.groups.keys()]]).toEqual([0, ['admin']]);
    await peer.stop();
  });

  it('stops at wrong settings, an unknown connector and a server that refuses', async () => {
    expect(await runConnectorCheck('nextcloud', { url: 'nowhere' }, tools)).toEqual([
      { name: 'settings', ok: false, detail: 'url: url' },
      { name: 'settings', ok: false, detail: 'adminUser: required' },
      { name: 'settings', ok: false, detail: 'adminPassword: required' },
    ]);
    expect(await runConnectorCheck('mastodon', {}, tools)).toMatchObject([{ name: 'settings', ok: false }]);
    const peer = await startOcsPeer();
    const steps = await runConnectorCheck(
      'nextcloud',
      { url: peer.url, adminUser: 'ronron', adminPassword: 'wrong' },
      tools,
    );
    expect(steps.at(-1)).toMatchObject({ name: 'check', ok: false, detail: expect.stringContaining('unauthorised') });
    await peer.stop();
  });

  it('names the hosts of the settings, for an administrator to approve', () => {
    const settings = { url: 'https://pads.example.org', apiUrl: 'http://127.0.0.1:9001', firstPad: 'https://not.one' };
    expect(hostsOf(findConnector('etherpad')!, settings)).toEqual(['pads.example.org', '127.0.0.1:9001']);
  });
});
