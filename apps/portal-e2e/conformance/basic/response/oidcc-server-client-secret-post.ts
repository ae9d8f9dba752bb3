import type { ConformanceTest } from '../../relying-party.js';

/** The happy flow with the secret in the body. */
export const oidccServerClientSecretPost: ConformanceTest = {
  name: 'oidcc-server-client-secret-post',
  run: async (rp) => {
    const tokens = await rp.flow({}, { config: rp.configurationOf(rp.first, 'post') });
    expect(tokens.claims()!.aud).toBe(rp.first.id);
  },
};
