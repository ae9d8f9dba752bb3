import type { ConformanceTest } from '../../relying-party.js';

/** POST with the token in the body. */
export const oidccUserinfoPostBody: ConformanceTest = {
  name: 'oidcc-userinfo-post-body',
  run: async (rp) => {
    const { access_token: token } = await rp.flow();
    const body = new URLSearchParams({ access_token: token });
    const response = await rp.callUserinfo({ method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([200, { sub: expect.any(String) }]);
  },
};
