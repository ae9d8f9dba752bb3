import fc from 'fast-check';
import { decodeTable, readMemberList } from './member-list.js';

describe('a list of members from a spreadsheet', () => {
  it.each([
    ['semicolons, as French spreadsheets write', 'Nom;Courriel\nAnne Le Gall;anne@example.org\n'],
    ['commas', 'name,email\r\n"Le Gall, Anne",Anne@Example.org\r\n'],
    ['tabs', 'Courriel\tNom\nanne@example.org\tAnne Le Gall'],
    ['addresses alone', 'anne@example.org'],
  ])('is read with %s', (_, text) => {
    const { members, problems } = readMemberList(text);
    expect(problems).toEqual([]);
    expect(members.map(({ email }) => email)).toEqual(['anne@example.org']);
  });

  it('keeps a name with the separator in it whole', () => {
    expect(readMemberList('nom,courriel\n"Le Gall, Anne",anne@example.org').members).toEqual([
      { email: 'anne@example.org', name: 'Le Gall, Anne' },
    ]);
  });

  it('says which rows it could not take, and takes the others', () => {
    const { members, problems } = readMemberList(
      'nom;courriel\nAnne;anne@example.org\nYann;\nZoé;zoe@\nA;anne@example.org',
    );
    expect(members).toHaveLength(1);
    expect(problems.map(({ row }) => row)).toEqual([3, 4, 5]);
  });

  it('reads accents of both encodings', () => {
    expect(decodeTable(Buffer.from('Maïwenn', 'utf8'))).toBe('Maïwenn');
    expect(decodeTable(Buffer.from('Maïwenn', 'latin1'))).toBe('Maïwenn');
  });

  it('takes whatever a file holds without breaking, and only addresses that could be written to', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const { email, name } of readMemberList(text).members) {
          expect(email).toMatch(/^[^\s@]+@[^\s@]+\.[^\s@]+$/);
          expect(name).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
