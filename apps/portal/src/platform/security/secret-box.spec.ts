import { systemRandomness } from '@ronron/kernel';
import { SecretBox } from './secret-box.js';

const OLD = 'an old key that is long enough for us 1';
const NEW = 'a new key that is long enough for us 2';

describe('the secret box', () => {
  it('opens what it sealed, in the same place only', () => {
    const box = new SecretBox(NEW, [], systemRandomness);
    const sealed = box.seal('hunter2', 'service:1:connector');
    expect(sealed).not.toContain('hunter2');
    expect(box.open(sealed, 'service:1:connector')).toBe('hunter2');
    expect(() => box.open(sealed, 'service:2:connector')).toThrow();
  });

  it('seals the same text differently each time', () => {
    const box = new SecretBox(NEW, [], systemRandomness);
    expect(box.seal('x', 'c')).not.toBe(box.seal('x', 'c'));
  });

  it('opens with a former key, and says that it waits for rotation', () => {
    const sealed = new SecretBox(OLD, [], systemRandomness).seal('hunter2', 'c');
    const rotated = new SecretBox(NEW, [OLD], systemRandomness);
    expect(rotated.open(sealed, 'c')).toBe('hunter2');
    expect(rotated.isOutdated(sealed)).toBe(true);
    expect(rotated.isOutdated(rotated.seal('hunter2', 'c'))).toBe(false);
  });

  it('refuses what was altered or sealed with a key that is gone', () => {
    const box = new SecretBox(NEW, [], systemRandomness);
    const sealed = box.seal('hunter2', 'c');
    const flipped = sealed.slice(0, -2) + (sealed.endsWith('A') ? 'BB' : 'AA');
    expect(() => box.open(flipped, 'c')).toThrow();
    expect(() => new SecretBox(OLD, [], systemRandomness).open(sealed, 'c')).toThrow(/SECRET_KEYS_OLD/);
  });
});
