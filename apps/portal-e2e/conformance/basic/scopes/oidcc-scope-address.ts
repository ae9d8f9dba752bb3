import type { ConformanceTest } from '../../relying-party.js';

/** The portal keeps no address: the scope is not offered, and asking for it does no harm. */
export const oidccScopeAddress: ConformanceTest = {
  name: 'oidcc-scope-address',
  run: async (rp) => {
    expect(rp.metadata['scopes_supported']).not.toContain('address');
    const { access_token: token } = await rp.flow({ scope: 'openid address' });
    expect(await rp.userinfo(token)).toEqual({ sub: expect.any(String) });
  },
};
