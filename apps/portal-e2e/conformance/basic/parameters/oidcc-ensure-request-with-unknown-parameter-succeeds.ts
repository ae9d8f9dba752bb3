import type { ConformanceTest } from '../../relying-party.js';

/** What is not understood is ignored (OpenID Connect Core 3.1.2.1). */
export const oidccEnsureRequestWithUnknownParameterSucceeds: ConformanceTest = {
  name: 'oidcc-ensure-request-with-unknown-parameter-succeeds',
  run: async (rp) => {
    await rp.flow({ extra: 'foobar' });
  },
};
