import type { ConformanceTest } from '../relying-party.js';

/** Without anything the person is asked, signed out and told so. */
export const oidccRpInitiatedLogoutNoParams: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-no-params',
  run: async (rp) => {
    const browser = await rp.leaver();
    await rp.flow({}, { browser });
    const end = await rp.signOut(browser, {});
    expect(end).not.toBeInstanceOf(URL);
    expect(await rp.isSignedIn(browser)).toBe(false);
  },
};
