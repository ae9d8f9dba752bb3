import fc from 'fast-check';
import { textDifference, type ChangedParagraph } from './text-difference.js';

/** The text as one side of a difference tells it, paragraphs that did not change left out. */
function side(difference: readonly ChangedParagraph[], not: 'added' | 'removed'): string[] {
  return difference
    .filter((paragraph) => paragraph !== null)
    .map((paragraph) => paragraph.map(({ change, text }) => (change === not ? '' : text)).join(''))
    .filter((text) => text !== '');
}

describe('the difference of two texts', () => {
  it('shows the words that came and went, and leaves out what stayed', () => {
    expect(
      textDifference('# Titre\n\nDonnées gardées un an.\n\nFin', '# Titre\n\nDonnées gardées deux ans.\n\nFin'),
    ).toEqual([
      null,
      [
        { change: 'same', text: 'Données gardées ' },
        { change: 'removed', text: 'un' },
        { change: 'added', text: 'deux' },
        { change: 'same', text: ' ' },
        { change: 'removed', text: 'an' },
        { change: 'added', text: 'ans' },
        { change: 'same', text: '.' },
      ],
      null,
    ]);
  });

  it('is empty of changes for equal texts', () => {
    expect(textDifference('Un\n\nDeux', 'Un\nDeux')).toEqual([null]);
  });

  it('loses no word of either side', () => {
    const text = fc.array(fc.constantFrom('un mot', 'deux mots', 'trois', '- liste', '# Titre'), { maxLength: 6 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const difference = textDifference(before.join('\n\n'), after.join('\n\n'));
        expect(before).toEqual(expect.arrayContaining(side(difference, 'added')));
        expect(after).toEqual(expect.arrayContaining(side(difference, 'removed')));
        const changed = difference.some((paragraph) => paragraph?.some(({ change }) => change !== 'same'));
        expect(changed).toBe(before.join('\n') !== after.join('\n'));
      }),
    );
  });
});
