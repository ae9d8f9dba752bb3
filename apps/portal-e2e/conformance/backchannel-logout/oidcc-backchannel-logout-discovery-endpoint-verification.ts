import type { ConformanceTest } from '../relying-party.js';

/** Back-channel logout with `sid` is offered. */
export const oidccBackchannelLogoutDiscoveryEndpointVerification: ConformanceTest = {
  name: 'oidcc-backchannel-logout-discovery-endpoint-verification',
  run: async (rp) => {
    expect(rp.metadata).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      end_session_endpoint: expect.any(String),
    });
  },
};
