import { AFTER_LOGOUT, type ConformanceTest } from '../relying-party.js';

/** A hint changed to `alg: none` is no hint. */
export const oidccRpInitiatedLogoutModifiedIdTokenHint: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-modified-id-token-hint',
  run: async (rp) => {
    const browser = await rp.leaver();
    const { id_token: hint } = await rp.flow({}, { browser });
    const [, payload] = hint!.split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const parameters = { post_logout_redirect_uri: AFTER_LOGOUT, state: 's' };
    const end = await rp.signOut(browser, { ...parameters, id_token_hint: `${header}.${payload}.` });
    expect(end).not.toBeInstanceOf(URL);
  },
};
