/** A name, without its ending, that every system can unpack; one that is `taken` already gets a number. It is added to those. */
export function freeFileName(text: string, taken: Set<string>): string {
  const safe = text.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/^\.+/, '_');
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? safe : `${safe}-${number}`;
    // Some systems take two names for one that differ in capitals only.
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
