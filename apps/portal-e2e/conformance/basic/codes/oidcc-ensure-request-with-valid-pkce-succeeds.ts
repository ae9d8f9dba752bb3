import type { ConformanceTest } from '../../relying-party.js';

/** S256 is offered, the right verifier is taken and a wrong one is not. */
export const oidccEnsureRequestWithValidPkceSucceeds: ConformanceTest = {
  name: 'oidcc-ensure-request-with-valid-pkce-succeeds',
  run: async (rp) => {
    expect(rp.metadata['code_challenge_methods_supported']).toContain('S256');
    const asked = await rp.ask();
    const answer = await rp.answerTo(rp.signedIn(), asked);
    const wrong = { ...asked.checks, pkceCodeVerifier: 'x'.repeat(43) };
    await expect(rp.redeem({ ...asked, checks: wrong }, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
    await rp.flow();
  },
};
