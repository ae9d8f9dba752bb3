import { AFTER_LOGOUT, type ConformanceTest } from '../relying-party.js';

/** Signs out, comes back with the state, and nobody is signed in any more. */
export const oidccRpInitiatedLogout: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout',
  run: async (rp) => {
    const browser = await rp.leaver();
    const { id_token: hint } = await rp.flow({}, { browser });
    const parameters = { id_token_hint: hint!, post_logout_redirect_uri: AFTER_LOGOUT, state: 'a state' };
    const end = await rp.signOut(browser, parameters);
    expect(String(end)).toBe(`${AFTER_LOGOUT}?state=a+state`);
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
