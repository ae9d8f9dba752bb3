import { createRemoteJWKSet, jwtVerify } from 'jose';
import { AFTER_LOGOUT, type ConformanceTest } from '../relying-party.js';

/** Signing out sends a signed logout token to the client, for this person and sign-in. */
export const oidccBackchannelRpInitiatedLogout: ConformanceTest = {
  name: 'oidcc-backchannel-rp-initiated-logout',
  run: async (rp) => {
    const config = rp.configurationOf(rp.told);
    const browser = await rp.residentAnew();
    const tokens = await rp.flow({}, { browser, config });
    const { sub, ...claims } = tokens.claims()!;
    const sid = String(claims['sid']);
    const parameters = { id_token_hint: tokens.id_token!, post_logout_redirect_uri: AFTER_LOGOUT, state: 's' };
    expect(String(await rp.signOut(browser, parameters))).toBe(`${AFTER_LOGOUT}?state=s`);
    const [body, ...others] = await rp.logoutTokensFor(sid);
    expect(others).toEqual([]);
    const keys = createRemoteJWKSet(new URL(rp.metadata['jwks_uri']!));
    const options = { issuer: rp.metadata['issuer']!, audience: rp.told.id, typ: 'logout+jwt' };
    const { payload } = await jwtVerify(body!, keys, options);
    expect(payload).toMatchObject({
      sub,
      sid,
      jti: expect.any(String),
      iat: expect.any(Number),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(payload).not.toHaveProperty('nonce');
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
