import { systemRandomness } from '@ronron/kernel';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten, all different, in groups that can be read aloud', () => {
    const codes = newRecoveryCodes(systemRandomness);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it('are the same however they are typed', () => {
    const hash = recoveryHash('a', 'k7m2-9qwd-x4ra-01hs');
    for (const typed of ['K7M2 9QWD X4RA 01HS', ' k7m29qwdx4ra01hs ', 'k7m2–9qwd–x4ra–oIhs']) {
      expect(recoveryHash('a', typed)).toBe(hash);
    }
  });

  it('open one account only', () => {
    expect(recoveryHash('b', 'k7m2-9qwd-x4ra-01hs')).not.toBe(recoveryHash('a', 'k7m2-9qwd-x4ra-01hs'));
  });
});
