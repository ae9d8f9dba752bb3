import type { ConformanceTest } from '../../relying-party.js';

/** A nonce is optional in the code flow, and none is made up. */
export const oidccEnsureRequestWithoutNonceSucceedsForCodeFlow: ConformanceTest = {
  name: 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow',
  run: async (rp) => {
    const tokens = await rp.flow({ nonce: undefined });
    expect(tokens.claims()!.nonce).toBeUndefined();
  },
};
