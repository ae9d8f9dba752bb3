import fc from 'fast-check';
import { hasQuota, quotaOf } from './kept-quota.js';
import type { RemoteUser } from './nextcloud-accounts.js';

const keeping = (quota: number | string): RemoteUser => ({ id: 'a', enabled: true, groups: [], quota: { quota } });

/** What Nextcloud keeps of so many bytes: steps of one decimal, each unit from the rounded one before. */
function kept(bytes: number): number {
  let size = bytes;
  let unit = 0;
  while (size >= 1024) {
    unit += 1;
    size = unit === 1 ? Math.round(size / 1024) : Math.round((size / 1024) * 10) / 10;
  }
  return Math.round(size * 1024 ** unit);
}

describe('a quota that Nextcloud keeps as it shows it', () => {
  it.each([20e9, 5e9, 1e9, 500e6, 250e6, 1000, 512])('is read as the %d bytes that were granted', (granted) => {
    expect(quotaOf(keeping(kept(granted)))).toBe(granted);
  });

  it('is no difference, whatever was granted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 14 }), (bytes) => hasQuota(keeping(kept(bytes)), bytes)),
      { numRuns: 2000 },
    );
  });

  it('gives whole gigabytes back up to a terabyte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (size) => quotaOf(keeping(kept(size * 1e9))) === size * 1e9),
      { numRuns: 1000 },
    );
  });

  it('differs when somebody changed it, and has no limit where Nextcloud has none', () => {
    expect(hasQuota(keeping(kept(5e9)), 6e9)).toBe(false);
    expect(hasQuota(keeping(-3), 6e9)).toBe(false);
    expect(hasQuota(keeping('none'), null)).toBe(true);
    expect(quotaOf(keeping('none'))).toBeNull();
  });
});
