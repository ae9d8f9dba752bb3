import { readFileSync } from 'node:fs';

const read = (name: string): object =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as object;

const keysOf = (value: object, prefix = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? keysOf(inner, `${prefix}${key}.`) : [`${prefix}${key}`],
  );

describe('the texts of the interface', () => {
  it('are the same set in French and in English', () => {
    expect(keysOf(read('en')).sort()).toEqual(keysOf(read('fr')).sort());
  });

  it('are in Breton only where French has them', () => {
    const french = new Set(keysOf(read('fr')));
    expect(keysOf(read('br')).filter((key) => !french.has(key))).toEqual([]);
  });
});
