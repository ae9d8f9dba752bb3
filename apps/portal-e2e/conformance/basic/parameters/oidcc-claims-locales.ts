import type { ConformanceTest } from '../../relying-party.js';

/** `claims_locales` does no harm. */
export const oidccClaimsLocales: ConformanceTest = {
  name: 'oidcc-claims-locales',
  run: async (rp) => {
    await rp.flow({ claims_locales: 'se' });
  },
};
