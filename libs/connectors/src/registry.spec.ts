import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SettingField } from './contract/settings-schema.js';
import { assertKnownConnectors, connectors, findConnector } from './registry.js';

const SOURCE = fileURLToPath(new URL('./', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const texts = (locale: string): object => JSON.parse(readFileSync(`${SOURCE}locales/${locale}.json`, 'utf8')) as object;

/** The first four cells of a line of the settings' table in a connector's page; the last one explains. */
function documented(field: SettingField): string[] {
  const choices = field.options.map((option) => `\`${option.value}\``).join(', ');
  const type = choices === '' ? field.type : `${field.type}: ${choices}`;
  const fallback = field.defaultValue === null ? '' : `\`${String(field.defaultValue)}\``;
  return [`\`${field.name}\``, type, field.required ? 'yes' : 'no', fallback];
}

/** `a.b.c` for every text. */
function keysOf(node: object, path = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : keysOf(value as object, `${path}${key}.`),
  );
}

describe('the registry', () => {
  it('finds a connector by its id, and stops the start for one that this release does not have', () => {
    expect(findConnector('etherpad')?.id).toBe('etherpad');
    expect(findConnector('constructor')).toBeNull();
    expect(new Set(connectors.map(({ id }) => id)).size).toBe(connectors.length);
    expect(() => assertKnownConnectors(['link', 'dummy'])).not.toThrow();
    expect(() => assertKnownConnectors(['link', 'gopher'])).toThrow(
      'Unknown connector: gopher. This release knows: link,',
    );
  });

  it.each(connectors.map(({ id }) => id))('keeps a folder, a contract test and a page for %s', (id) => {
    const spec = readFileSync(`${SOURCE}${id}/${id}.contract-spec.ts`, 'utf8');
    expect(spec).toContain('describeConnectorContract({');
    expect(spec).toContain(`factory: ${id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())},`);
    expect(findConnector(id)!.docs).toBe(`docs/connectors/${id}.md`);
  });

  it.each(connectors.map(({ id }) => id))('documents every setting of %s as its schema has it', (id) => {
    const factory = findConnector(id)!;
    const page = readFileSync(`${ROOT}${factory.docs}`, 'utf8');
    const rows = page.split('\n').filter((line) => /^\| `\w+` *\|/.test(line));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, 5)
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(factory.settings.fields.map(documented));
    for (const heading of ['Versions tried', 'Settings', 'Rights needed', 'What a removal deletes', 'Known oddities']) {
      expect(page).toContain(`\n## ${heading}\n`);
    }
  });

  it('has each text in French and in English, and no Breton without its French', () => {
    expect(keysOf(texts('en')).sort()).toEqual(keysOf(texts('fr')).sort());
    const french = new Set(keysOf(texts('fr')));
    expect(keysOf(texts('br')).filter((key) => !french.has(key))).toEqual([]);
  });

  it('lets no connector import another', () => {
    const ids = connectors.map(({ id }) => id);
    const trespasses = ids.flatMap((id) =>
      readdirSync(`${SOURCE}${id}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .filter((file) => {
          const code = readFileSync(`${SOURCE}${id}/${file}`, 'utf8');
          return ids.some((other) => other !== id && code.includes(`../${other}/`));
        })
        .map((file) => `${id}/${file}`),
    );
    expect(trespasses).toEqual([]);
  });
});
