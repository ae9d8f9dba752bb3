/** A size as Nextcloud keeps it, `none` without limit, or `default`, which is none here. */
export type Quota = `${number} ${(typeof UNITS)[number]}` | 'none' | 'default';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * What Nextcloud keeps of a quota that it is given in bytes: whole kilobytes, else one decimal of the greatest unit that
 * fits, each of 1024. Null for what it refuses.
 */
export function readable(text: string): Quota | null {
  if (text === 'none' || text === 'default') return text;
  if (!/^\d+$/.test(text)) return null;
  let size = Number(text);
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    unit += 1;
    const decimals = unit === 1 ? 1 : 10;
    size = Math.round((size / 1024) * decimals) / decimals;
  }
  return `${size} ${UNITS[unit]!}`;
}

/** In bytes; -3 without limit. */
export function bytesOf(quota: Quota): number {
  const [size = '', unit] = quota.split(' ');
  if (unit === undefined) return -3;
  return Math.round(Number(size) * 1024 ** UNITS.indexOf(unit as (typeof UNITS)[number]));
}
