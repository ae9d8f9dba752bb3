import { FixedClock, isId, newId, seededRandomness, systemClock, systemRandomness } from './index.js';

describe('ids', () => {
  it('are UUIDs of version 7 that sort by the time they were made', () => {
    const clock = new FixedClock(new Date('2026-01-01T00:00:00Z'));
    const ids = Array.from({ length: 50 }, () => {
      clock.advance(1);
      return newId(clock, systemRandomness);
    });
    expect(ids.every((id) => isId(id) && id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    [''],
    ['x'],
    [null],
    [42],
    ['01a20d24-a19f-7e9b-8132-b8f58606b25'],
    ["01a20d24-a19f-7e9b-8132-b8f58606b253' OR 1=1"],
  ])('%p is none', (value) => {
    expect(isId(value)).toBe(false);
  });
});

describe('chance', () => {
  it('repeats for a seed and differs for another', () => {
    const draw = (seed: string): string => seededRandomness(seed).bytes(40).toString('hex');
    expect(draw('a')).toBe(draw('a'));
    expect(draw('a')).not.toBe(draw('b'));
  });

  it('stays below its bound', () => {
    const chance = seededRandomness('x');
    expect(Array.from({ length: 200 }, () => chance.below(3)).every((n) => n >= 0 && n < 3)).toBe(true);
  });

  it('of the system does not repeat', () => {
    expect(newId(systemClock, systemRandomness)).not.toBe(newId(systemClock, systemRandomness));
  });
});
