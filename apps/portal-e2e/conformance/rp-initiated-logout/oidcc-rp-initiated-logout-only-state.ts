import type { ConformanceTest } from '../relying-party.js';

/** With nothing but a state the person is signed out and told so. */
export const oidccRpInitiatedLogoutOnlyState: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-only-state',
  run: async (rp) => {
    const browser = await rp.leaver();
    await rp.flow({}, { browser });
    const end = await rp.signOut(browser, { state: 's' });
    expect(end).not.toBeInstanceOf(URL);
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
