import type { ConformanceTest } from '../../relying-party.js';

/** `prompt=login` asks again who it is, and the time of signing in is then. */
export const oidccPromptLogin: ConformanceTest = {
  name: 'oidcc-prompt-login',
  run: async (rp) => {
    const browser = await rp.residentAnew();
    const before = (await rp.flow({}, { browser })).claims()!.auth_time!;
    await rp.nextSecond();
    const asked = await rp.ask({ prompt: 'login' });
    const page = await rp.follow(browser, asked);
    if (page instanceof URL) throw new Error('Nobody was asked.');
    const answer = (await rp.signInOn(browser, page)) as URL;
    const after = (await rp.redeem(asked, answer)).claims()!.auth_time!;
    expect(after).toBeGreaterThan(before);
  },
};
