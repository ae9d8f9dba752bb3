import { migrate, schemaDifference } from '../platform/database/migrate.js';
import type { Command } from './command.js';
import { withParts } from './with-portal.js';

export const migrateCommand: Command = {
  name: 'migrate',
  about: 'bring the database’s schema up to date',
  run: ({ settings, print }) =>
    withParts(settings(), async ({ database }) => {
      const done = await migrate(database);
      print(done.length === 0 ? 'Nothing to do: the schema is up to date.' : `Done: ${done.join(', ')}`);
    }),
};

export const checkMigrations: Command = {
  name: 'migrations:check',
  about: 'fail when the entities and the migrations differ',
  run: ({ settings, print }) =>
    withParts(settings(), async ({ database }) => {
      await migrate(database);
      const missing = await schemaDifference(database);
      if (missing.length > 0) throw new Error(`These changes of the schema have no migration:\n${missing.join('\n')}`);
      print('Entities and migrations agree.');
    }),
};
