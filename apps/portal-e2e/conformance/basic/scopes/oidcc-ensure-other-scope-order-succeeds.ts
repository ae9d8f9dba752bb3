import type { ConformanceTest } from '../../relying-party.js';

/** `openid` need not stand first. */
export const oidccEnsureOtherScopeOrderSucceeds: ConformanceTest = {
  name: 'oidcc-ensure-other-scope-order-succeeds',
  run: async (rp) => {
    const { access_token: token } = await rp.flow({ scope: 'email openid' });
    expect(await rp.userinfo(token)).toHaveProperty('email');
  },
};
