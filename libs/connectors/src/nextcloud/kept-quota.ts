import type { RemoteUser } from './nextcloud-accounts.js';

/** For the `quota` of an account: bytes, or no limit. */
export function quotaText(bytes: number | null): string {
  return bytes === null ? 'none' : String(bytes);
}

/** In bytes; null without a limit. */
export function quotaOf(user: RemoteUser): number | null {
  const kept = keptQuota(user);
  return kept === null ? null : roundestNear(kept);
}

/** Whether an account has this quota, as nearly as Nextcloud can keep it. */
export function hasQuota(user: RemoteUser, bytes: number | null): boolean {
  const kept = keptQuota(user);
  if (kept === null || bytes === null) return kept === bytes;
  return kept === bytes || Math.abs(bytes - kept) <= rounding(kept);
}

function keptQuota({ quota }: RemoteUser): number | null {
  if (quota === null || quota === undefined || !('quota' in quota)) return null;
  return typeof quota.quota === 'number' && quota.quota >= 0 ? quota.quota : null;
}

/**
 * Nextcloud keeps a quota as it shows it, with one decimal of the greatest unit of 1024 that fits (whole kilobytes below
 * that): 20,000,000,000 bytes are read again as 18.6 GB, 19,971,597,926. Of the sizes that are kept so, the one with the
 * fewest digits is what was granted: grants are made in round numbers of thousands.
 */
function roundestNear(kept: number): number {
  const lowest = kept - rounding(kept);
  for (let step = 10 ** Math.floor(Math.log10(Math.max(kept, 1))); step > 1; step /= 10) {
    const candidate = Math.ceil(lowest / step) * step;
    if (candidate > 0 && candidate <= kept + rounding(kept)) return candidate;
  }
  return kept;
}

/** By how much a kept size may differ from what was asked, in bytes. */
function rounding(kept: number): number {
  if (kept < 1024) return 0;
  const unit = 1024 ** Math.floor(Math.log2(kept) / 10);
  // Each smaller unit was rounded on the way.
  return unit === 1024 ? unit / 2 : (unit / 20) * (1 + 1 / 1000) + 512;
}
