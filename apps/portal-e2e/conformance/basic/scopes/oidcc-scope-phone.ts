import type { ConformanceTest } from '../../relying-party.js';

/** The portal keeps no telephone number: the scope is not offered, and asking for it does no harm. */
export const oidccScopePhone: ConformanceTest = {
  name: 'oidcc-scope-phone',
  run: async (rp) => {
    expect(rp.metadata['scopes_supported']).not.toContain('phone');
    const { access_token: token } = await rp.flow({ scope: 'openid phone' });
    expect(await rp.userinfo(token)).toEqual({ sub: expect.any(String) });
  },
};
