import type { ConformanceTest } from '../../relying-party.js';

/** `login_hint` does no harm. */
export const oidccLoginHint: ConformanceTest = {
  name: 'oidcc-login-hint',
  run: async (rp) => {
    await rp.flow({ login_hint: 'resident@demo.example' });
  },
};
