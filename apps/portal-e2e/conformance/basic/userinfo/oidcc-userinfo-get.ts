import type { ConformanceTest } from '../../relying-party.js';

/** GET with the token in the header. */
export const oidccUserinfoGet: ConformanceTest = {
  name: 'oidcc-userinfo-get',
  run: async (rp) => {
    const { access_token: token, claims } = await rp.flow();
    expect((await rp.userinfo(token))['sub']).toBe(claims()!.sub);
  },
};
