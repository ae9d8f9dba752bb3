import { DAY, MINUTE } from '@ronron/kernel';
import { isOver, published, PUBLISHED_AFTER, signerAmong } from './key-timeline.js';

const NOW = new Date('2030-01-01T00:00:00Z');
const key = (id: string, fromNow: number, algorithm: 'ES256' | 'RS256' = 'ES256') => ({
  id,
  algorithm,
  signsFrom: new Date(NOW.getTime() + fromNow),
});
const ids = (keys: readonly { id: string }[]): string[] => keys.map(({ id }) => id);

describe('the keys of the provider', () => {
  it('sign from their time on, the last one alone', () => {
    const keys = [key('old', -DAY), key('now', 0), key('next', MINUTE)];
    expect(signerAmong(keys, 'ES256', NOW)?.id).toBe('now');
    expect(signerAmong(keys, 'RS256', NOW)).toBeNull();
    expect(signerAmong([key('next', MINUTE)], 'ES256', NOW)).toBeNull();
  });

  it('are published before they sign and long after, signers first', () => {
    const keys = [key('old', -DAY), key('next', MINUTE), key('es', 0), key('rs', -DAY, 'RS256')];
    expect(ids(published(keys, ['ES256', 'RS256'], NOW))).toEqual(['es', 'rs', 'old', 'next']);
  });

  it('are over when nothing that they signed is of use any more, counted from their follower', () => {
    const kept = [key('old', -400 * DAY), key('follower', -PUBLISHED_AFTER), key('now', -DAY)];
    expect(kept.map((one) => isOver(kept, one, NOW))).toEqual([false, false, false]);
    const gone = [key('old', -400 * DAY), key('follower', -PUBLISHED_AFTER - 1), key('now', -DAY)];
    expect(gone.map((one) => isOver(gone, one, NOW))).toEqual([true, false, false]);
    // With nothing to follow it, a key stays however old it is.
    const alone = [key('old', -400 * DAY)];
    expect(isOver(alone, alone[0]!, NOW)).toBe(false);
  });
});
