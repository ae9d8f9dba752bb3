import type { ConformanceTest } from '../../relying-party.js';

/** `email` opens the address and that it is verified. */
export const oidccScopeEmail: ConformanceTest = {
  name: 'oidcc-scope-email',
  run: async (rp) => {
    const { access_token: token } = await rp.flow({ scope: 'openid email' });
    expect(await rp.userinfo(token)).toMatchObject({ email: 'resident@demo.example', email_verified: true });
  },
};
