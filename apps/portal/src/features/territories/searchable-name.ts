/**
 * A place's name as people may type it: no accents, case, hyphens or apostrophes, "st" and "ste" written out. Two
 * names that are searched for alike give the same text.
 */
export function searchableName(name: string): string {
  return name
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\bst\b/g, 'saint')
    .replace(/\bste\b/g, 'sainte')
    .trim();
}
