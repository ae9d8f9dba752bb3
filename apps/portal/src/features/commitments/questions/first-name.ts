/** What stands before the first space of a display name; a name of one word is itself. */
export function firstName(displayName: string): string {
  return displayName.trim().split(/\s+/, 1)[0]!;
}
