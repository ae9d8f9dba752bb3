import { median } from './median.js';

describe('median', () => {
  it('is the middle by size, not by place, and leaves outliers alone', () => {
    expect(median([900, 1, 10, 2, 3])).toBe(3);
    expect(median([4, 10, 2, 100])).toBe(7);
  });

  it('refuses nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
