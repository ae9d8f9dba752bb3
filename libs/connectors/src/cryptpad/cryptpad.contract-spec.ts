import { behindFaultyProxy, startPeerServer, type PeerServer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { cryptpad } from './cryptpad.js';

const SSO = { force: 1, password: 1, list: ['ronron'] };

/** Serves the configuration as CryptPad's own web server writes it, in the form that releases of 2024 and 2025 give it. */
function startCryptPadPeer(sso: object | false = SSO, urlArgs = 'ver=2025.3.0-1764090000'): Promise<PeerServer> {
  const lines = [
    'define(function(){',
    `return ${JSON.stringify({ requireConf: { waitSeconds: 600, urlArgs }, restrictRegistration: true, sso }, null, '\t')}`,
    '});',
  ];
  return startPeerServer((request, response) => {
    if (request.url !== '/api/config') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(lines.join(';\n'));
  });
}

describeConnectorContract({
  name: 'CryptPad (a peer)',
  factory: cryptpad,
  async start() {
    const peer = await startCryptPadPeer();
    return {
      ...(await behindFaultyProxy(peer)),
      settingsAt: (url) => ({ url }),
      secrets: [],
    };
  },
});

describe('CryptPad', () => {
  const yann = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' } as const;

  it('tells its release, with or without a key of its cache', async () => {
    for (const urlArgs of ['ver=2025.3.0', 'ver=2025.3.0-1764090000']) {
      const peer = await startCryptPadPeer(SSO, urlArgs);
      expect(valueOf(await connectTo(cryptpad, { url: peer.url }).check()).version).toBe('2025.3.0');
      await peer.stop();
    }
  });

  it('says when nobody could sign in through the portal', async () => {
    for (const sso of [false, { ...SSO, list: [] }] as const) {
      const peer = await startCryptPadPeer(sso);
      expect(await connectTo(cryptpad, { url: peer.url }).check()).toMatchObject({ reason: 'unsupported' });
      await peer.stop();
    }
  });

  it('opens at the sign-in while the subscription is active, and then no more', async () => {
    const connector = connectTo(cryptpad, { url: 'https://pad.example.org' });
    const wish = trialWish([trialMember('yann')]);
    const active = valueOf(await connector.apply(wish, null, 'key'));
    expect(valueOf(await connector.open!(active, yann)).url).toBe('https://pad.example.org/login/');
    const suspended = valueOf(await connector.apply({ ...wish, state: 'suspended' }, active, 'key'));
    expect(await connector.open!(suspended, yann)).toMatchObject({ reason: 'conflict' });
  });
});
