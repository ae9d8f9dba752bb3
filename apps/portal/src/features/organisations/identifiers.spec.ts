import fc from 'fast-check';
import { printedNumber, readOrganisationNumber } from './identifiers.js';

const digitsOf = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

/** The check digit, worked out another way than the code under test: by trying the ten of them against a table. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
const withCheckDigit = (body: string): string => {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    return total + (index % 2 === 0 ? DOUBLED[Number(digit)]! : Number(digit));
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
};
const siren = digitsOf(8)
  .filter((body) => !/^0+$/.test(body))
  .map(withCheckDigit);

describe('the numbers of organisations', () => {
  it.each([
    ['W294001234', 'rna'],
    ['w 294 001 234', 'rna'],
    ['W9R1000123', 'rna'],
    ['W2A1000123', 'rna'],
    ['732 829 320', 'siren'],
    ['732.829.320.00074', 'siret'],
    ['356 000 000 00048', 'siret'],
    ['35600000009075', 'siret'],
  ])('%s is a good %s', (typed, kind) => {
    expect(readOrganisationNumber(typed)).toMatchObject({ ok: true, value: { kind } });
  });

  it.each(['', 'W29400123', 'X294001234', 'WA94001234', '73282932', '7328293200007', 'bonjour', '７３２８２９３２０'])(
    '%s has the form of none',
    (typed) => {
      expect(readOrganisationNumber(typed)).toEqual({ ok: false, error: 'form' });
    },
  );

  it.each(['732829321', '73282932000075', '000000000', '00000000000000', '35600000009076'])(
    '%s has a slip of the pen in it',
    (typed) => {
      expect(readOrganisationNumber(typed)).toEqual({ ok: false, error: 'checksum' });
    },
  );

  it('take every SIREN with its check digit, however it is spaced', () => {
    fc.assert(
      fc.property(siren, fc.constantFrom('', ' ', '.', '-', '\u00a0'), (number, space) => {
        const typed = number.replace(/(\d{3})(?=\d)/g, `$1${space}`);
        expect(readOrganisationNumber(typed)).toEqual({ ok: true, value: { kind: 'siren', value: number } });
      }),
    );
  });

  it('find every wrong digit of a SIREN or SIRET', () => {
    const siret = fc.tuple(siren, digitsOf(4)).map(([head, tail]) => withCheckDigit(head + tail));
    fc.assert(
      fc.property(fc.oneof(siren, siret), fc.nat(), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
        fc.pre(!number.startsWith('356000000'));
        const at = place % number.length;
        const wrong = number.slice(0, at) + String((Number(number[at]) + by) % 10) + number.slice(at + 1);
        expect(readOrganisationNumber(wrong).ok).toBe(false);
      }),
    );
  });

  it('are printed in groups that read back as the same number', () => {
    fc.assert(
      fc.property(siren, (value) => {
        expect(readOrganisationNumber(printedNumber({ kind: 'siren', value }))).toEqual({
          ok: true,
          value: { kind: 'siren', value },
        });
      }),
    );
  });
});
