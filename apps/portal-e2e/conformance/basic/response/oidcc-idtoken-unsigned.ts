import type { ConformanceTest } from '../../relying-party.js';

/** `none` is not offered: the official test is skipped then. */
export const oidccIdtokenUnsigned: ConformanceTest = {
  name: 'oidcc-idtoken-unsigned',
  run: async (rp) => {
    expect(rp.metadata['id_token_signing_alg_values_supported']).not.toContain('none');
  },
};
