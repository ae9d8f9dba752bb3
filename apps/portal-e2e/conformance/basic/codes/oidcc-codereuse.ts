import type { ConformanceTest } from '../../relying-party.js';

/** A code is good for one use. */
export const oidccCodereuse: ConformanceTest = {
  name: 'oidcc-codereuse',
  run: async (rp) => {
    const asked = await rp.ask();
    const answer = await rp.answerTo(rp.signedIn(), asked);
    await rp.redeem(asked, answer);
    await expect(rp.redeem(asked, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
  },
};
