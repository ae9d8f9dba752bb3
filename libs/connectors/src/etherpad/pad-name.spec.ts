import fc from 'fast-check';
import { padNameOf, shownNameOf } from './pad-name.js';

describe('the name of a pad', () => {
  it('is written as Etherpad would write it', () => {
    expect(padNameOf('  Réunion du 3 : mai ')).toBe('Réunion_du_3_mai');
    expect(padNameOf('C’hwil-kelc’h')).toBe('C’hwil-kelc’h');
  });

  it('is shown as it was written, and found again by what was shown', () => {
    expect(shownNameOf('Réunion_du_3_mai')).toBe('Réunion du 3 mai');
    expect(padNameOf(shownNameOf('Réunion_du_3_mai'))).toBe('Réunion_du_3_mai');
  });

  it('is refused when Etherpad or an address cannot hold it', () => {
    for (const text of [
      '',
      '   ',
      'a$b',
      'a/b',
      'a\\b',
      'a?b',
      'a#b',
      'a%2Fb',
      '.',
      '..',
      'a\u0000b',
      'x'.repeat(51),
    ]) {
      expect([text, padNameOf(text)]).toEqual([text, null]);
    }
  });

  it('stays what it is when read again, and survives the way through an address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const name = padNameOf(text);
        if (name === null) return;
        expect(padNameOf(name)).toBe(name);
        expect(
          decodeURIComponent(new URL(`http://pads.example.org/p/${encodeURIComponent(name)}`).pathname.slice(3)),
        ).toBe(name);
      }),
    );
  });
});
