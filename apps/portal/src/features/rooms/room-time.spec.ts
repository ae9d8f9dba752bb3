import { HOUR, MINUTE } from '@ronron/kernel';
import { roomTime } from './room-time.js';

describe('where a room stands', () => {
  const opensAt = new Date('2026-06-01T18:00:00Z');
  const closesAt = new Date(opensAt.getTime() + 2 * HOUR);
  const after = (minutes: number): Date => new Date(opensAt.getTime() + minutes * MINUTE);

  it.each([
    [-31, 'upcoming', 'upcoming'],
    [-30, 'upcoming', 'open'],
    [-1, 'upcoming', 'open'],
    [0, 'open', 'open'],
    [119, 'open', 'open'],
    [120, 'over', 'over'],
  ] as const)('%i minutes after its beginning: %s, and %s for moderators', (minutes, everybody, moderators) => {
    expect(roomTime({ opensAt, closesAt }, after(minutes))).toBe(everybody);
    expect(roomTime({ opensAt, closesAt }, after(minutes), true)).toBe(moderators);
  });

  it('is open on the side where it has no bound', () => {
    expect(roomTime({ opensAt: null, closesAt: null }, after(0))).toBe('open');
    expect(roomTime({ opensAt: null, closesAt }, after(-1000))).toBe('open');
    expect(roomTime({ opensAt, closesAt: null }, after(100_000))).toBe('open');
  });
});
