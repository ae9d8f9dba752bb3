import type { ConformanceTest } from '../../relying-party.js';

/** POST with the token in the header. */
export const oidccUserinfoPostHeader: ConformanceTest = {
  name: 'oidcc-userinfo-post-header',
  run: async (rp) => {
    const { access_token: token } = await rp.flow();
    const response = await rp.callUserinfo({ method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect([response.status, await response.json()]).toEqual([200, { sub: expect.any(String) }]);
  },
};
