/**
 * A name as Etherpad keeps it, or null when it cannot: it turns spaces and colons into underscores by itself (1.8 and
 * later), and refuses `$`, more than 50 characters, and what would break the pad's address.
 */
export function padNameOf(text: string): string | null {
  const name = text.trim().replace(/[\s:]+/g, '_');
  return /^[^$/\\?#%\p{Cc}]{1,50}$/u.test(name) && name !== '.' && name !== '..' ? name : null;
}

/** A name as people wrote it: Etherpad shows its underscores in the address only. */
export function shownNameOf(pad: string): string {
  return pad.replaceAll('_', ' ');
}
