import type { ConformanceTest } from '../../relying-party.js';

/** A sign-in younger than `max_age` is good, and its time is told. */
export const oidccMaxAge10000: ConformanceTest = {
  name: 'oidcc-max-age-10000',
  run: async (rp) => {
    const tokens = await rp.flow({ max_age: '10000' });
    expect(Date.now() / 1000 - tokens.claims()!.auth_time!).toBeLessThan(10_000);
  },
};
