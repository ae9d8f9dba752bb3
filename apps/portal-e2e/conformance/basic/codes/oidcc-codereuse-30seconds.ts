import type { ConformanceTest } from '../../relying-party.js';

/** The second use of a code also ends what the first one gave. The official test waits 30 seconds between them. */
export const oidccCodereuse30Seconds: ConformanceTest = {
  name: 'oidcc-codereuse-30seconds',
  run: async (rp) => {
    const asked = await rp.ask();
    const answer = await rp.answerTo(rp.signedIn(), asked);
    const { access_token: token } = await rp.redeem(asked, answer);
    await expect(rp.redeem(asked, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
    const response = await rp.callUserinfo({ headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
  },
};
