import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localeFolders } from '../platform/i18n/translations.js';
import { repositoryRoot, sourceFiles } from './source-files.js';

type Texts = ReadonlyMap<string, string>;

/** Every text of a locale, by `namespace:path.to.key`. */
function texts(locale: string): Texts {
  const all = new Map<string, string>();
  const walk = (value: unknown, key: string, separator: string): void => {
    if (typeof value !== 'object' || value === null) all.set(key, String(value));
    else for (const [name, child] of Object.entries(value)) walk(child, `${key}${separator}${name}`, '.');
  };
  for (const [namespace, folder] of localeFolders()) {
    walk(JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')), namespace, ':');
  }
  return all;
}

/** i18next's plural forms belong to one key; languages have different ones. */
const keys = (all: Texts): Set<string> =>
  new Set([...all.keys()].map((key) => key.replace(/_(zero|one|two|few|many|other)$/, '')));

const french = keys(texts('fr'));

describe('the locale files', () => {
  it('say in English all that they say in French, and nothing else', () => {
    expect([...keys(texts('en'))].sort()).toEqual([...french].sort());
  });

  it('hold in Breton what somebody vouched for; the rest stands in the list of what waits for a reader', () => {
    const breton = keys(texts('br'));
    expect([...breton].filter((key) => !french.has(key))).toEqual([]);
    const waiting = readFileSync(join(repositoryRoot, 'docs/breton-review.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(waiting.sort()).toEqual([...french].filter((key) => !breton.has(key)).sort());
  });

  it('have every key that pages and code name', () => {
    const namespaces = [...localeFolders().keys()].join('|');
    const named = new RegExp(`["'\`]((?:${namespaces}):[A-Za-z0-9_.-]+)["'\`]`, 'g');
    const missing = [...sourceFiles('apps/portal/src', '.hbs', '.ts'), ...sourceFiles('libs/web-ui/src', '.hbs', '.ts')]
      .filter(({ path }) => !/spec\.ts$|\/rules\/|\/testing\//.test(path))
      .flatMap(({ path, text }) => [...text.matchAll(named)].map((match) => ({ path, key: match[1]! })))
      // A key may name a group: a mail (`subject`, `body`), or what a value is added to.
      .filter(({ key }) => !french.has(key) && ![...french].some((known) => known.startsWith(key.replace(/\.?$/, '.'))))
      .map(({ path, key }) => `${path}: ${key}`);
    expect(missing).toEqual([]);
  });

  it('have no empty text', () => {
    const empty = ['fr', 'en', 'br'].flatMap((locale) =>
      [...texts(locale)].filter(([, text]) => text.trim() === '').map(([key]) => `${locale} ${key}`),
    );
    expect(empty).toEqual([]);
  });
});
