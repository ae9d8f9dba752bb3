import type { ConformanceTest } from '../../relying-party.js';

/** `name` asked for by the `claims` parameter as essential is told. */
export const oidccClaimsEssential: ConformanceTest = {
  name: 'oidcc-claims-essential',
  run: async (rp) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { access_token: token } = await rp.flow({ claims });
    expect(await rp.userinfo(token)).toHaveProperty('name');
  },
};
