import * as client from 'openid-client';
import type { ConformanceTest } from '../../relying-party.js';

/** A refresh token gives new tokens of the same person, to its own client alone. */
export const oidccRefreshToken: ConformanceTest = {
  name: 'oidcc-refresh-token',
  run: async (rp) => {
    const tokens = await rp.flow();
    const stolen = await rp.callToken({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token! }, rp.second);
    expect([stolen.status, await stolen.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    const anew = await client.refreshTokenGrant(rp.config, tokens.refresh_token!);
    expect(anew.claims()!.sub).toBe(tokens.claims()!.sub);
    expect((await rp.userinfo(anew.access_token))['sub']).toBe(tokens.claims()!.sub);
    expect(rp.metadata['grant_types_supported']).toContain('refresh_token');
  },
};
