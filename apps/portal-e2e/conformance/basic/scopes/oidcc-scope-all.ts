import type { ConformanceTest } from '../../relying-party.js';

/** All scopes at once. */
export const oidccScopeAll: ConformanceTest = {
  name: 'oidcc-scope-all',
  run: async (rp) => {
    const { access_token: token } = await rp.flow({ scope: 'openid profile email address phone' });
    const told = Object.keys(await rp.userinfo(token)).sort();
    expect(told).toEqual(['email', 'email_verified', 'locale', 'name', 'sub']);
  },
};
