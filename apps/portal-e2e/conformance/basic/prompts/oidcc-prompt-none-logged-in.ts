import type { ConformanceTest } from '../../relying-party.js';

/** With somebody signed in `prompt=none` says who, without a page. */
export const oidccPromptNoneLoggedIn: ConformanceTest = {
  name: 'oidcc-prompt-none-logged-in',
  run: async (rp) => {
    const browser = rp.signedIn();
    const first = (await rp.flow({}, { browser })).claims()!;
    const second = (await rp.flow({ prompt: 'none' }, { browser })).claims()!;
    expect([second.sub, second.auth_time]).toEqual([first.sub, first.auth_time]);
  },
};
