import type { ConformanceTest } from '../relying-party.js';

/** Without an address the person is signed out and told so. */
export const oidccRpInitiatedLogoutNoPostLogoutRedirectUri: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-no-post-logout-redirect-uri',
  run: async (rp) => {
    const browser = await rp.leaver();
    const { id_token: hint } = await rp.flow({}, { browser });
    const end = await rp.signOut(browser, { id_token_hint: hint!, state: 's' });
    expect(end).not.toBeInstanceOf(URL);
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
