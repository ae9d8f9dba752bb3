/** Writes a date in words. French says "1er décembre", which the formats of Unicode's locale data do not. */
export function dateWords(format: Intl.DateTimeFormat, when: Date): string {
  if (!/^fr\b/.test(format.resolvedOptions().locale)) return format.format(when);
  return format
    .formatToParts(when)
    .map(({ type, value }) => (type === 'day' && value === '1' ? '1er' : value))
    .join('');
}
