import { AFTER_LOGOUT, type ConformanceTest } from '../relying-party.js';

/** Without a hint nobody is sent back. */
export const oidccRpInitiatedLogoutNoIdTokenHint: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-no-id-token-hint',
  run: async (rp) => {
    const browser = await rp.leaver();
    await rp.flow({}, { browser });
    const end = await rp.signOut(browser, { post_logout_redirect_uri: AFTER_LOGOUT, state: 's' });
    expect(end).not.toBeInstanceOf(URL);
  },
};
