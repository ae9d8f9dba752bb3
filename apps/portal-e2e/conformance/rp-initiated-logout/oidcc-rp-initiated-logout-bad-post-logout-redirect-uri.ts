import type { ConformanceTest } from '../relying-party.js';

/** An address that is not registered is never gone to. */
export const oidccRpInitiatedLogoutBadPostLogoutRedirectUri: ConformanceTest = {
  name: 'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
  run: async (rp) => {
    const browser = await rp.leaver();
    const { id_token: hint } = await rp.flow({}, { browser });
    const elsewhere = 'https://elsewhere.example/post_logout_redirect';
    const end = await rp.signOut(browser, { id_token_hint: hint!, post_logout_redirect_uri: elsewhere, state: 's' });
    expect(end).not.toBeInstanceOf(URL);
  },
};
