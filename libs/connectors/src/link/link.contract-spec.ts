import { startFaultyProxy, startJitsiPeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import { link } from './link.js';

describeConnectorContract({
  name: 'a plain link',
  factory: link,
  // Any page is a sign of life.
  checkOn: { html: 'done' },
  async start() {
    const peer = await startJitsiPeer();
    const proxy = await startFaultyProxy(peer.url);
    return {
      proxy,
      settingsAt: (url) => ({ url: `${url}/config.js` }),
      secrets: [],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});
