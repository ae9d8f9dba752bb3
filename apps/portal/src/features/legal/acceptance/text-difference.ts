import { diffArrays, diffWordsWithSpace } from 'diff';

export type Change = 'same' | 'added' | 'removed';

/** A piece of a paragraph. */
export interface ChangedPiece {
  readonly change: Change;
  readonly text: string;
}

/** A paragraph that changed, or `null` where paragraphs that did not are left out. */
export type ChangedParagraph = readonly ChangedPiece[] | null;

/**
 * What changed from one text to the other, paragraph by paragraph and word by word. Both are Markdown, compared as they are written.
 */
export function textDifference(before: string, after: string): ChangedParagraph[] {
  const shown: ChangedParagraph[] = [];
  const parts = diffArrays(paragraphs(before), paragraphs(after));
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    const next = parts[at + 1];
    if (!part.added && !part.removed) {
      if (shown.at(-1) !== null) shown.push(null);
    } else if (part.removed && next?.added) {
      const pairs = Math.max(part.value.length, next.value.length);
      for (let pair = 0; pair < pairs; pair++) shown.push(words(part.value[pair] ?? '', next.value[pair] ?? ''));
      at++;
    } else {
      const change = part.added ? ('added' as const) : ('removed' as const);
      for (const text of part.value) shown.push([{ change, text }]);
    }
  }
  return shown;
}

function words(before: string, after: string): ChangedPiece[] {
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    change: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
