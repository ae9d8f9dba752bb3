import { spreadsheetText } from './spreadsheet-text.js';

describe('the text that a spreadsheet saved', () => {
  it('is read from Windows-1252 as well, euros, ligatures and apostrophes included', () => {
    const bytes = Buffer.from('Ann\xe9e;1\xa0234,50 \x80;l\x92\x9cuvre \x96 d\xe9j\xe0\x85 \x8c\x9f', 'latin1');
    expect(spreadsheetText(bytes)).toBe('Année;1\u00a0234,50 €;l’œuvre – déjà… ŒŸ');
  });

  it('is read from UTF-8 and UTF-16, and is no text where bytes mean nothing', () => {
    expect(spreadsheetText(Buffer.from('\ufeffœuvre €'))).toBe('\ufeffœuvre €');
    expect(spreadsheetText(Buffer.from('\ufeffœuvre €\t5', 'utf16le'))).toBe('œuvre €\t5');
    expect(spreadsheetText(Buffer.from('abc\x81', 'latin1'))).toBe('abc\ufffd');
  });
});
