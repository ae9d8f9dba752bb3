import { AFTER_LOGOUT, type ConformanceTest } from '../relying-party.js';

/** Without a state none comes back. */
export const oidccRpInitiatedLogoutNoState: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-no-state',
  run: async (rp) => {
    const browser = await rp.leaver();
    const { id_token: hint } = await rp.flow({}, { browser });
    const end = await rp.signOut(browser, { id_token_hint: hint!, post_logout_redirect_uri: AFTER_LOGOUT });
    expect(String(end)).toBe(AFTER_LOGOUT);
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
