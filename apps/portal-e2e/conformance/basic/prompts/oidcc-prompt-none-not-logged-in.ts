import type { ConformanceTest } from '../../relying-party.js';

/** With nobody signed in `prompt=none` fails at once. */
export const oidccPromptNoneNotLoggedIn: ConformanceTest = {
  name: 'oidcc-prompt-none-not-logged-in',
  run: async (rp) => {
    const answer = await rp.answerTo(rp.stranger(), await rp.ask({ prompt: 'none' }));
    expect(answer.searchParams.get('error')).toBe('login_required');
    expect(answer.searchParams.get('iss')).toBe(rp.metadata['issuer']);
  },
};
