import type { ConformanceTest } from '../../relying-party.js';

/** The authorization endpoint takes a form as well. */
export const oidccEnsurePostRequestSucceeds: ConformanceTest = {
  name: 'oidcc-ensure-post-request-succeeds',
  run: async (rp) => {
    const { url, checks } = await rp.ask();
    const end = await rp.signedIn().leaveByPosting(url.pathname, url.searchParams);
    expect(end).toBeInstanceOf(URL);
    const tokens = await rp.redeem({ url, checks }, end as URL);
    expect(tokens.claims()!.aud).toBe(rp.first.id);
  },
};
