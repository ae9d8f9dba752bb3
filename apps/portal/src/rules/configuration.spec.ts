import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingDefinitions } from '../platform/config/portal-settings.js';
import { repositoryRoot, sourceFiles } from './source-files.js';

describe('the settings', () => {
  it('are those that docs/configuration.md lists, in the same words', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/configuration.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` *\|(.+)\|$/gm)].map(([, name, cells]) => [
      name,
      ...cells!.split('|').map((cell) => cell.trim().replaceAll('`', '')),
    ]);
    expect(rows).toEqual(
      Object.entries(settingDefinitions).map(([name, { description, defaultText, example }]) => [
        name,
        description,
        defaultText,
        example,
      ]),
    );
  });

  it('are read in one place: nothing else looks into the environment', () => {
    const readers = sourceFiles('apps/portal/src', '.ts')
      .filter(({ path, text }) => !/spec\.ts$|\/testing\//.test(path) && text.includes('process.env'))
      .map(({ path }) => path);
    expect(readers).toEqual(['apps/portal/src/cli.ts', 'apps/portal/src/data-source.ts']);
  });
});
