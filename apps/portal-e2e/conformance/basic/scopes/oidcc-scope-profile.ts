import type { ConformanceTest } from '../../relying-party.js';

/** `profile` opens what this provider knows of it: name and locale. */
export const oidccScopeProfile: ConformanceTest = {
  name: 'oidcc-scope-profile',
  run: async (rp) => {
    const { access_token: token } = await rp.flow({ scope: 'openid profile' });
    expect(await rp.userinfo(token)).toEqual({ sub: expect.any(String), name: expect.any(String), locale: 'fr' });
  },
};
