/** Another commune (or whoever) that carries a spending, with its part in percent; null where the part is not known. */
export interface SpendingPartner {
  readonly name: string;
  readonly percent: number | null;
}

const PART = /^(.+?)\s*:\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%$/;

/**
 * `Brest : 25 %; Douarnenez` as people write it, on one line or several.
 * @returns null when the parts go beyond the whole, or a name is missing or twice there
 */
export function readPartners(text: string): SpendingPartner[] | null {
  const partners = text
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one): SpendingPartner => {
      const found = PART.exec(one);
      return found === null
        ? { name: one, percent: null }
        : { name: found[1]!, percent: Number(found[2]!.replace(',', '.')) };
    });
  const names = new Set(partners.map(({ name }) => name));
  const whole = partners.reduce((sum, { percent }) => sum + (percent ?? 0), 0);
  return whole > 100 || names.size < partners.length || partners.some(({ name }) => name.length > 200)
    ? null
    : partners;
}

/** The same as text, such that reading it again gives the same partners. */
export function writePartners(partners: readonly SpendingPartner[]): string {
  return partners
    .map(({ name, percent }) => (percent === null ? name : `${name} : ${String(percent).replace('.', ',')} %`))
    .join(' ; ');
}
