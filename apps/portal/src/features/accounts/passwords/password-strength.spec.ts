import { passwordStrength } from './password-strength.js';

describe('the strength of a password', () => {
  it.each(['cheval agrafe pile correct', 'brume-violon-62-tisane', 'ma grand-mère cuit du far le mardi'])(
    'accepts "%s": long and hard to guess, whatever characters it is made of',
    (password) => expect(passwordStrength(password, [])).toMatchObject({ accepted: true, advice: [] }),
  );

  it('refuses what is short, even when it is complicated', () => {
    const strength = passwordStrength('x9$Kq!2#zB', []);
    expect(strength.accepted).toBe(false);
    expect(strength.score).toBeLessThanOrEqual(1);
    expect(strength.advice[0]).toBe('accounts:strength.tooShort');
  });

  it.each(['motdepasse123', 'azertyuiop12', 'aaaaaaaaaaaaaaaa', '123456789012', 'abcabcabcabcabc', 'P@ssw0rd2024!'])(
    'refuses "%s": long, but among the first that anybody tries',
    (password) => expect(passwordStrength(password, []).accepted).toBe(false),
  );

  it('counts the name, the address and the commune as words that everybody would try', () => {
    const about = ['Maïwenn Le Goff', 'maiwenn.legoff@exemple.bzh', 'Quimper'];
    for (const password of [
      'maiwenn.legoff@exemple.bzh',
      'Maïwenn Le Goff',
      'maiwenn le goff',
      'quimperquimper',
      'ronronronron',
    ]) {
      const strength = passwordStrength(password, about);
      expect(strength.accepted).toBe(false);
      expect(strength.advice).toContain('accounts:strength.personal');
    }
  });

  it('counts characters as people do, not code units', () => {
    expect(passwordStrength('🐈🐕🐄🐖🐓🐇', []).advice).toContain('accounts:strength.tooShort');
  });

  it('answers fast whatever it is given', () => {
    const hostile = ['@4€3$0!|'.repeat(30), 'a'.repeat(200), '\u0000'.repeat(200), 'é̀'.repeat(100)];
    passwordStrength('warm up the dictionaries', []);
    // Processor time: the machine may be busy with something else.
    const start = process.cpuUsage();
    for (const password of hostile) passwordStrength(password, ['x'.repeat(200)]);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});
