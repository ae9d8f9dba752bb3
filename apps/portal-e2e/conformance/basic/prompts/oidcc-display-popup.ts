import type { ConformanceTest } from '../../relying-party.js';

/** `display=popup` changes nothing. */
export const oidccDisplayPopup: ConformanceTest = {
  name: 'oidcc-display-popup',
  run: async (rp) => {
    await rp.flow({ display: 'popup' });
  },
};
