import { behindFaultyProxy, startPeerServer, type PeerServer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { mobilizon } from './mobilizon.js';

/** Answers NodeInfo 2.1 with the fields that Mobilizon 5 fills. */
function startNodeInfoPeer(name = 'Mobilizon'): Promise<PeerServer> {
  return startPeerServer((request, response) => {
    if (request.url !== '/.well-known/nodeinfo/2.1') return void response.writeHead(404).end();
    const software = { name, version: '5.1.2', repository: 'https://framagit.org/kaihuri/mobilizon' };
    const usage = { users: { total: 12 }, localPosts: 3, localComments: 1 };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ version: '2.1', software, protocols: ['activitypub'], openRegistrations: false, usage }));
  });
}

describeConnectorContract({
  name: 'Mobilizon (a peer)',
  factory: mobilizon,
  async start() {
    const peer = await startNodeInfoPeer();
    return {
      ...(await behindFaultyProxy(peer)),
      settingsAt: (url) => ({ url }),
      secrets: [],
    };
  },
});

describe('Mobilizon', () => {
  it('tells its release, and is not mistaken for another software of the fediverse', async () => {
    const right = await startNodeInfoPeer();
    expect(valueOf(await connectTo(mobilizon, { url: right.url }).check()).version).toBe('5.1.2');
    await right.stop();
    const wrong = await startNodeInfoPeer('peertube');
    expect(await connectTo(mobilizon, { url: wrong.url }).check()).toMatchObject({ reason: 'bad-answer' });
    await wrong.stop();
  });

  it('opens at the sign-in through the portal', async () => {
    const connector = connectTo(mobilizon, { url: 'https://agenda.example.org' });
    const handle = valueOf(await connector.apply(trialWish([trialMember('yann')]), null, 'key'));
    const opening = await connector.open!(handle, { kind: 'guest', displayName: null });
    expect(valueOf(opening).url).toBe('https://agenda.example.org/auth/keycloak');
  });
});
