import { CommuneDirectory } from './commune-directory.service.js';

const directory = new CommuneDirectory();
const names = (text: string): string[] => directory.search(text).map((commune) => commune.name);

describe('the directory of communes', () => {
  it('finds a commune by its INSEE code', () => {
    expect(directory.byInsee('29232')).toMatchObject({ name: 'Quimper', postcodes: expect.arrayContaining(['29000']) });
    expect(directory.byInsee('99999')).toBeNull();
    expect(directory.byInsee('__proto__')).toBeNull();
  });

  it('takes a name that is exactly one commune’s, though longer ones begin alike', () => {
    expect(names('quimper')).toContain('Quimperlé');
    expect(directory.match('  quimper ')).toMatchObject({ kind: 'one', commune: { inseeCode: '29232' } });
  });

  it.each([
    ['ERGUE GABERIC', 'Ergué-Gabéric'],
    ['ergué-gabéric', 'Ergué-Gabéric'],
    ['29000', 'Quimper'],
    ['29 000', 'Quimper'],
    ['29000 Quimper', 'Quimper'],
    ['Quimper (29000)', 'Quimper'],
    ['St Brieuc', 'Saint-Brieuc'],
  ])('understands "%s"', (text, name) => {
    expect(directory.match(text)).toMatchObject({ kind: 'one', commune: { name } });
  });

  it('offers a choice when a name or a postcode is shared', () => {
    const shared = directory.match('Saint-Denis');
    expect(shared.kind).toBe('several');
    const byPostcode = directory.match('29120');
    expect(byPostcode).toMatchObject({ kind: 'several' });
    expect(names('29120')).toContain("Pont-l'Abbé");
    expect(directory.match('29120 pont l abbe')).toMatchObject({ kind: 'one', commune: { name: "Pont-l'Abbé" } });
  });

  it.each(['', '   ', 'x', '00000', 'Nulle-Part-sur-Rien', '\u0000', '(((('.repeat(50), '29000 Brest'])(
    'finds nothing for %j, and says so',
    (text) => expect(directory.match(text)).toEqual({ kind: 'none' }),
  );

  it('never lists more than people would read', () => {
    expect(names('sa').length).toBe(20);
  });

  it('leaves out what is no longer a commune', () => {
    expect(directory.byInsee('75101')).toBeNull();
    expect(directory.match('Paris')).toMatchObject({ kind: 'one', commune: { inseeCode: '75056' } });
  });
});
