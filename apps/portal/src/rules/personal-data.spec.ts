import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../entities.js';
import { register } from '../features/privacy/register/register.js';

/** Property names of an entity's columns; a relation's own column is one of them too. */
function columnsOf(entity: object): string[] {
  return getMetadataArgsStorage()
    .columns.filter(({ target }) => target === entity)
    .map(({ propertyName }) => propertyName)
    .sort();
}

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
