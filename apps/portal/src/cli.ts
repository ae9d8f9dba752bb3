import { SettingsError } from '@ronron/kernel';
import { parseArgs } from 'node:util';
import { createPortal } from './create-portal.js';
import { DEMO_EMAILS, DEMO_PASSWORD } from './features/setup/demo/demo-accounts.js';
import { SetupLinks } from './features/setup/first-run/setup-links.service.js';
import { migrate, schemaDifference } from './platform/database/migrate.js';
import { readPortalSettings, type PortalSettings } from './platform/config/portal-settings.js';
import { openParts } from './portal-parts.js';
import { startPortal, type Role, type StartOptions } from './start.js';

const USAGE = `ronron COMMAND

  start [--only web|worker]   serve the portal, run its jobs, or both
  demo:etherpad               the same, with a real Etherpad behind the demonstration's pads
  setup                       a one-time link by which a new portal is set up
  migrate                     bring the database's schema up to date
  migrations:check            fail when the entities and the migrations differ
`;

const commands: Record<string, (args: string[]) => Promise<void>> = {
  start,
  'demo:etherpad': () => serve({ roles: ['web', 'worker'], installEtherpad: print }),
  setup: async () => {
    const parts = await openParts(readPortalSettings(process.env));
    try {
      await migrate(parts.database);
      const app = await createPortal(parts);
      const links = app.get(SetupLinks);
      if (await links.isNeeded()) print(`Open this link (it works once, for a day): ${await links.create()}`);
      else print('This portal is set up: it has an administrator, who can name others.');
      await app.close();
    } finally {
      await parts.close();
    }
  },
  migrate: async () => {
    const parts = await openParts(readPortalSettings(process.env));
    try {
      const done = await migrate(parts.database);
      print(done.length === 0 ? 'Nothing to do: the schema is up to date.' : `Done: ${done.join(', ')}`);
    } finally {
      await parts.close();
    }
  },
  'migrations:check': async () => {
    const parts = await openParts(readPortalSettings(process.env));
    try {
      await migrate(parts.database);
      const missing = await schemaDifference(parts.database);
      if (missing.length > 0) throw new Error(`These changes of the schema have no migration:\n${missing.join('\n')}`);
      print('Entities and migrations agree.');
    } finally {
      await parts.close();
    }
  },
};

async function start(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } });
  if (values.only !== undefined && values.only !== 'web' && values.only !== 'worker') {
    throw new Error('--only takes web or worker.');
  }
  const roles: Role[] = values.only === undefined ? ['web', 'worker'] : [values.only];
  await serve({ roles });
}

async function serve(options: StartOptions): Promise<void> {
  const settings = readPortalSettings(process.env);
  const portal = await startPortal(settings, options);
  if (portal.port !== null) print(greeting(settings, portal.port));
  if (portal.setupUrl !== null) print(`Set the portal up (this link works once, for a day): ${portal.setupUrl}`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    portal.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function greeting(settings: PortalSettings, port: number): string {
  const address = settings.port === 0 ? `http://localhost:${port}` : settings.publicUrl;
  if (!settings.demonstration) return `Ronron: ${address}`;
  return `Ronron: ${address} (demonstration; accounts ${DEMO_EMAILS.join(', ')}; password ${DEMO_PASSWORD})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(error: unknown): void {
  process.stderr.write(
    `${error instanceof SettingsError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  );
}

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  command(args).catch((error: unknown) => {
    complain(error);
    process.exit(1);
  });
}
