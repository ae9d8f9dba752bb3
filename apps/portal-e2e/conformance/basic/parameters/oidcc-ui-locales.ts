import type { ConformanceTest } from '../../relying-party.js';

/** `ui_locales` does no harm. */
export const oidccUiLocales: ConformanceTest = {
  name: 'oidcc-ui-locales',
  run: async (rp) => {
    await rp.flow({ ui_locales: 'se' });
  },
};
