import type { ConformanceTest } from '../relying-party.js';

/** The end-session endpoint is published. */
export const oidccRpInitiatedLogoutDiscoveryEndpointVerification: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-discovery-endpoint-verification',
  run: async (rp) => {
    expect(rp.metadata['end_session_endpoint']).toMatch(/^http/);
  },
};
