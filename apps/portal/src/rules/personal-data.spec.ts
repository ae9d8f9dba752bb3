import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './source-files.js';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../entities.js';
import { FOR_PROGRAMS } from '../features/privacy/export/copy-archive.service.js';
import { register } from '../features/privacy/register/register.js';

/** Property names of an entity's columns; a relation's own column is one of them too. */
function columnsOf(entity: object): string[] {
  return getMetadataArgsStorage()
    .columns.filter(({ target }) => target === entity)
    .map(({ propertyName }) => propertyName)
    .sort();
}

/** What people read is written in French first; other rules hold the languages together. */
const texts = JSON.parse(
  readFileSync(join(repositoryRoot, 'apps/portal/src/features/privacy/locales/fr.json'), 'utf8'),
) as { tables: Record<string, string>; columns: Record<string, string> };

/** How to mend it, since whoever adds a column reads this first. */
const HELP = 'Name it in the *.register.ts of its feature (docs/architecture.md, "Where to add").';

describe('the register of personal data', () => {
  it('names every table once', () => {
    const missing = entities.filter((entity) => !register.some((table) => table.entity === entity));
    expect({ HELP, missing: missing.map(({ name }) => name) }).toEqual({ HELP, missing: [] });
    expect(register).toHaveLength(entities.length);
  });

  it.each(register.map((table) => ({ table, name: table.entity.name })))(
    'names every column of $name once: personal, or plain',
    ({ table }) => {
      const named = [...Object.keys(table.personal), ...table.plain].sort();
      expect({ HELP, named }).toEqual({ HELP, named: columnsOf(table.entity) });
    },
  );

  it('says of every table that holds personal data what a person gets of it, and what becomes of it', () => {
    // Hashes of keys that only programs read, and that are over within hours.
    const anonymous = ['RateLimitRow'];
    const silent = register.filter(
      ({ entity, personal, exported, erasure, pseudonyms }) =>
        Object.keys(personal).length > 0 &&
        !anonymous.includes(entity.name) &&
        (exported === undefined || erasure === undefined || (erasure.length === 0 && pseudonyms === undefined)),
    );
    expect(silent.map(({ entity }) => entity.name)).toEqual([]);
  });

  it('has words for all that people read in the copy of their data', () => {
    const wordless = register.flatMap(({ entity, exported = [] }) => {
      const copied = columnsOf(entity).filter((name) => exported.some(({ without = [] }) => !without.includes(name)));
      const read = copied.filter((name) => !/^id$|Id$/.test(name) && !FOR_PROGRAMS.has(name));
      return [
        ...(copied.length > 0 && !(entity.name in texts.tables) ? [`tables.${entity.name}`] : []),
        ...read.filter((name) => !(name in texts.columns)).map((name) => `columns.${name}`),
      ];
    });
    expect([...new Set(wordless)]).toEqual([]);
  });

  it('clears only what may be empty', () => {
    const { columns } = getMetadataArgsStorage();
    const wrong = register.flatMap(({ entity, erasure = [], retention = [] }) =>
      [...erasure, ...retention]
        .flatMap((step) => ('clear' in step ? (step.clear ?? []) : []))
        .filter((name) => !columns.find((one) => one.target === entity && one.propertyName === name)?.options.nullable)
        .map((name) => `${entity.name}.${name}`),
    );
    expect(wrong).toEqual([]);
  });
});
