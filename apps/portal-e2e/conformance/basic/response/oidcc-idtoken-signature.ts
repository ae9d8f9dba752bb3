import { decodeProtectedHeader } from 'jose';
import type { ConformanceTest } from '../../relying-party.js';

/** Without a choice the ID token is signed with RS256 and names its key. */
export const oidccIdtokenSignature: ConformanceTest = {
  name: 'oidcc-idtoken-signature',
  run: async (rp) => {
    const { id_token: token } = await rp.flow();
    const { alg, kid } = decodeProtectedHeader(token!);
    const published = (await (await fetch(rp.metadata['jwks_uri']!)).json()) as { keys: { kid: string }[] };
    expect(alg).toBe('RS256');
    expect(published.keys.map((key) => key.kid)).toContain(kid);
  },
};
