import { CALLBACK, type ConformanceTest } from '../../relying-party.js';

/** Nobody is sent to an address that was not registered: a page says so. */
export const oidccEnsureRegisteredRedirectUri: ConformanceTest = {
  name: 'oidcc-ensure-registered-redirect-uri',
  run: async (rp) => {
    const end = await rp.follow(rp.signedIn(), await rp.ask({ redirect_uri: `${CALLBACK}/elsewhere` }));
    expect(end).not.toBeInstanceOf(URL);
    expect((end as { status: number }).status).toBe(400);
  },
};
