import { SettingsError } from '@ronron/kernel';
import { exportArchive, importArchive } from './commands/archive.js';
import { checkConnector } from './commands/check-connector.js';
import type { Command } from './commands/command.js';
import { checkMigrations, migrateCommand } from './commands/database.js';
import { readBounce } from './commands/read-bounce.js';
import { resetFactors } from './commands/reset-factors.js';
import { rotateOidcKeys } from './commands/rotate-oidc-keys.js';
import { rotateSecrets } from './commands/rotate-secrets.js';
import { demoEtherpad, start } from './commands/serve.js';
import { setup } from './commands/setup.js';
import { readPortalSettings } from './platform/config/portal-settings.js';

const commands: readonly Command[] = [
  start,
  demoEtherpad,
  setup,
  migrateCommand,
  checkMigrations,
  checkConnector,
  rotateOidcKeys,
  rotateSecrets,
  readBounce,
  resetFactors,
  exportArchive,
  importArchive,
];

const [name = '', ...args] = process.argv.slice(2);
const command = commands.find((known) => known.name === name);
if (command === undefined) {
  const lines = commands.map(({ name: known, usage = '', about }) => `  ${`${known} ${usage}`.padEnd(36)} ${about}`);
  process.stderr.write(`ronron COMMAND\n\n${lines.join('\n')}\n`);
  process.exitCode = 2;
} else {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  command.run({ args, print, settings: () => readPortalSettings(process.env) }).then(
    () => process.exit(0),
    (error: unknown) => {
      const told = error instanceof SettingsError ? error.message : ((error as Error).stack ?? String(error));
      process.stderr.write(`${told}\n`);
      process.exit(1);
    },
  );
}
