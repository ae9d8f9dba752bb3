import fc from 'fast-check';
import { hidden, readTable, revealed } from './csv-table.js';

const read = (text: string) => readTable(text, ['annee', 'montant'], ['remarque']);

describe('reading a table', () => {
  it.each([
    ['semicolons and a byte order mark', '\ufeffAnnée;Montant;Remarque\r\n2024;12,5;a\r\n'],
    ['commas and quotes', 'annee,MONTANT,remarque\n2024,"12,5",a'],
    ['the line by which Excel names its separator', 'sep=;\r\nannee;montant;remarque\r\n2024;12,5;a\r\n'],
    ['tabs and empty rows at the end', 'annee\tmontant\tremarque\n2024\t12,5\ta\n\t\t\n\n'],
  ])('with %s', (_, text) => {
    expect(read(text)).toEqual({
      ok: true,
      value: [{ row: 2, cells: { annee: '2024', montant: '12,5', remarque: 'a' } }],
    });
  });

  it.each([
    ['no heading of ours', 'année;coût\n2024;1', [1, 'montant']],
    ['a heading with a slip of the pen', 'annee;montant;remarqe\n2024;1;a', [1, 'remarqe']],
    ['a heading twice', 'annee;montant;annee\n2024;1;2025', [1, 'annee']],
    ['a row that is too long', 'annee;montant\n2024;1\n2025;1;2', [3, '']],
    ['nothing in it', 'annee;montant\n', [2, '']],
    ['a quote that never ends', 'annee;montant\n2024;"1\n', [2, '']],
  ])('refuses one with %s, by row and column', (_, text, place) => {
    const table = read(text);
    expect(table.ok ? [] : [table.error[0]!.row, table.error[0]!.column]).toEqual(place);
  });
});

describe('hiding formulas', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', 'a', '＝') }),
  );

  it('leaves none that a spreadsheet would run, and can be undone', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(hidden(one)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(revealed(hidden(one))).toBe(one);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('leaves what people write as it is', () => {
    for (const one of ["l'école", "'tis", '', "'", 'a=b']) expect([hidden(one), revealed(one)]).toEqual([one, one]);
  });
});
