import type { ConformanceTest } from '../../relying-party.js';

/** `acr_values` does no harm, and how the person signed in is told. */
export const oidccEnsureRequestWithAcrValuesSucceeds: ConformanceTest = {
  name: 'oidcc-ensure-request-with-acr-values-succeeds',
  run: async (rp) => {
    const tokens = await rp.flow({ acr_values: '1 2' });
    expect(rp.metadata['acr_values_supported']).toContain(tokens.claims()!['acr']);
  },
};
