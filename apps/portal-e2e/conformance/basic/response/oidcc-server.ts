import type { ConformanceTest } from '../../relying-party.js';

/** The happy flow; the library checks signature, `iss`, `aud`, `exp`, `iat` and `nonce` of the ID token. */
export const oidccServer: ConformanceTest = {
  name: 'oidcc-server',
  run: async (rp) => {
    const tokens = await rp.flow();
    const claims = tokens.claims()!;
    expect(tokens.token_type).toBe('bearer');
    expect(claims.iss).toBe(rp.metadata['issuer']);
    expect(claims.sub).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect((await rp.userinfo(tokens.access_token))['sub']).toBe(claims.sub);
  },
};
