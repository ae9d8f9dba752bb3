import type { ConformanceTest } from '../../relying-party.js';

/** `id_token_hint` with `prompt=none` gives the same person. */
export const oidccIdTokenHint: ConformanceTest = {
  name: 'oidcc-id-token-hint',
  run: async (rp) => {
    const browser = rp.signedIn();
    const first = await rp.flow({}, { browser });
    const second = await rp.flow({ prompt: 'none', id_token_hint: first.id_token! }, { browser });
    expect(second.claims()!.sub).toBe(first.claims()!.sub);
  },
};
