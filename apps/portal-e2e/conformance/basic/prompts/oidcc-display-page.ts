import type { ConformanceTest } from '../../relying-party.js';

/** `display=page` changes nothing. */
export const oidccDisplayPage: ConformanceTest = {
  name: 'oidcc-display-page',
  run: async (rp) => {
    await rp.flow({ display: 'page' });
  },
};
