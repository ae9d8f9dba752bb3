/** How many people asked, or supported, something on another portal, as an archive from there told it. */
export interface PeopleElsewhere {
  /** Address of that portal. */
  readonly portal: string;
  readonly people: number;
}

/** The same for pages, which name a portal by its host. */
export interface PeopleElsewhereShown extends PeopleElsewhere {
  readonly host: string;
}

const PART = /^(\d{1,9}) (\S+)$/;

/** An address of the web without spaces, which part one portal from the next. */
export function isPortalAddress(text: string): boolean {
  return /^https?:\/\/[^\s;]{1,500}$/.test(text) && URL.canParse(text);
}

/**
 * `5 https://ronron.example ; 2 https://other.example`
 * @returns null for anything else, and where a portal is named twice
 */
export function readPeople(text: string): PeopleElsewhere[] | null {
  if (text === '') return [];
  const parts = text.split(' ; ').map((part) => PART.exec(part));
  const people = parts.flatMap((found) => (found === null ? [] : [{ portal: found[2]!, people: Number(found[1]) }]));
  const portals = new Set(people.map(({ portal }) => portal));
  const whole = people.length === parts.length && portals.size === parts.length;
  return whole && people.every((one) => one.people > 0 && isPortalAddress(one.portal)) ? people : null;
}

export function writePeople(people: readonly PeopleElsewhere[]): string {
  return people.map((one) => `${one.people} ${one.portal}`).join(' ; ');
}

/** Both together, a portal once; those of the first in their order, then the others. */
export function together(some: readonly PeopleElsewhere[], others: readonly PeopleElsewhere[]): PeopleElsewhere[] {
  const sums = new Map<string, number>();
  for (const { portal, people } of [...some, ...others]) sums.set(portal, (sums.get(portal) ?? 0) + people);
  return [...sums].map(([portal, people]) => ({ portal, people })).filter(({ people }) => people > 0);
}

/** Those elsewhere, then those here: for data that leaves. */
export function byPortal(elsewhere: readonly PeopleElsewhere[], publicUrl: string, here: number): PeopleElsewhere[] {
  return together(elsewhere, [{ portal: publicUrl, people: here }]);
}

/** All of them. */
export function sumOf(people: readonly PeopleElsewhere[]): number {
  return people.reduce((sum, one) => sum + one.people, 0);
}

export function shownElsewhere(people: readonly PeopleElsewhere[]): PeopleElsewhereShown[] {
  return people.map((one) => ({ ...one, host: hostOf(one.portal) }));
}

/** `ronron.example` of an address; empty for none. */
export function hostOf(portal: string): string {
  return portal === '' ? '' : new URL(portal).host;
}
