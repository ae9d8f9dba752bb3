import { seededRandomness } from '@ronron/kernel';
import { newPassword } from './new-password.js';
import { shortLogin } from './short-login.js';

describe('names and passwords of our making', () => {
  it('gives the same short login for the same ids, and another for others', () => {
    expect(shortLogin('a', 'b')).toMatch(/^[a-z2-7]{12}$/);
    expect(shortLogin('a', 'b')).toBe(shortLogin('a', 'b'));
    expect(new Set([shortLogin('a', 'b'), shortLogin('b', 'a'), shortLogin('ab'), shortLogin('a', 'b', '')]).size).toBe(
      4,
    );
  });

  it('makes passwords that can be typed and not guessed', () => {
    const randomness = seededRandomness('passwords');
    const made = Array.from({ length: 200 }, () => newPassword(randomness));
    expect(new Set(made).size).toBe(200);
    for (const password of made) expect(password).toMatch(/^[a-zA-Z2-9]{6}(-[a-zA-Z2-9]{6}){3}$/);
  });
});
