/** Words that say nothing of what is looked for. */
const STOP_WORDS = new Set(
  'a au aux avec ce ces dans de des du en et faire je l la le les ma mes mon nos notre on ou par pour qu que sa ses son sur un une vos votre the to of and for with'.split(
    ' ',
  ),
);

/** A text with the weight of a hit in it. */
export interface SearchedText {
  readonly text: string;
  readonly weight: number;
}

/** Accents, case, ligatures and punctuation put aside. */
function plainWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** French plurals put aside: tableaux → tableau, journaux → journal, pads → pad. */
function singular(word: string): string {
  if (word.length <= 3) return word;
  if (word.endsWith('eaux')) return word.slice(0, -1);
  if (word.endsWith('aux')) return `${word.slice(0, -3)}al`;
  return word.replace(/[sx]$/, '');
}

/** What is looked for; empty when the query holds only small words or signs. */
export function searchTerms(query: string): string[] {
  const words = plainWords(query);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(singular))].slice(0, 12);
}

/**
 * How well the texts answer: 0 when a term is nowhere, else the sum of the best weight of each term. A term hits a word that
 * begins with it, and a word of five letters or more that differs by one letter, at half the weight.
 */
export function searchScore(terms: readonly string[], texts: readonly SearchedText[]): number {
  const words = texts.flatMap(({ text, weight }) => plainWords(text).map((word) => ({ word: singular(word), weight })));
  let total = 0;
  for (const term of terms) {
    let best = 0;
    for (const { word, weight } of words) {
      if (word.startsWith(term)) best = Math.max(best, weight);
      else if (term.length >= 5 && isOneLetterAway(term, word)) best = Math.max(best, weight / 2);
    }
    if (best === 0) return 0;
    total += best;
  }
  return total;
}

/** One letter added, dropped or changed, or two neighbours swapped. */
function isOneLetterAway(one: string, other: string): boolean {
  const difference = other.length - one.length;
  if (Math.abs(difference) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  if (difference === 1) return one.slice(start) === other.slice(start + 1);
  if (difference === -1) return one.slice(start + 1) === other.slice(start);
  if (one.slice(start + 1) === other.slice(start + 1)) return true;
  return (
    one[start] === other[start + 1] &&
    one[start + 1] === other[start] &&
    one.slice(start + 2) === other.slice(start + 2)
  );
}
