import { declaredErrors } from '@ronron/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTranslations } from '../platform/i18n/translations.js';
import { repositoryRoot, sourceFiles } from './source-files.js';

describe('the error codes', () => {
  beforeAll(async () => {
    const declaring = sourceFiles('apps/portal/src', '.ts').filter(
      ({ path, text }) => text.includes('defineError(') && !path.includes('/rules/'),
    );
    for (const { path } of declaring) await import(join(repositoryRoot, path));
  });

  it('are those that docs/errors.md explains, with the same status', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/errors.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| (\d{3}) +\|/gm)].map(
      ([, code, status]) => `${code} ${status}`,
    );
    expect(documented.sort()).toEqual(
      declaredErrors()
        .map(({ code, status }) => `${code} ${status}`)
        .sort(),
    );
  });

  it('are told to people in words', () => {
    const translations = loadTranslations();
    const silent = declaredErrors().flatMap(({ code }) =>
      [`platform:errors.${code}.title`, `platform:errors.${code}.body`].filter((key) => !translations.has(key)),
    );
    expect(silent).toEqual([]);
  });
});
