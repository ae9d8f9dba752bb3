import type { Logger, Randomness } from '@ronron/kernel';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorFromOutput, LocalPostgresError } from './local-postgres-error.js';
import { dataDirArgument, runProgram } from './run-program.js';
import type { ServerUser } from './server-user.js';

/** The role of the portal: it owns its databases and is no superuser, so that a bad query cannot reach the machine. */
export const PORTAL_ROLE = 'ronron';

/** Only this machine, only with a password. The superuser has none, so it signs in nowhere. */
const HOST_RULES = `host all all 127.0.0.1/32 scram-sha-256\n`;

/** French order of words where the build holds ICU (it does on Linux); else by code point. Always UTF-8. */
const LOCALES = [
  ['--locale-provider=icu', '--icu-locale=fr', '--locale=C.UTF-8'],
  ['--locale-provider=icu', '--icu-locale=fr', '--locale=C'],
  ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
];

/** A folder made by an interrupted first start is removed when it is older than this. Milliseconds. */
const ABANDONED_AFTER = 10 * 60_000;

export interface DataFolderOptions {
  readonly dataDir: string;
  readonly binaries: string;
  readonly user: ServerUser;
  /** ASCII without quotes. */
  readonly password: string;
  /** False in tests: what a power cut would break is thrown away anyway. */
  readonly sync: boolean;
  readonly randomness: Randomness;
  readonly logger: Logger | undefined;
}

/**
 * Makes the data folder when there is none. It is made beside its place and then renamed, so that an interrupted or a
 * simultaneous first start never leaves half a database.
 * @throws LocalPostgresError when what stands there is something else, another version's, or another user's.
 */
export async function ensureDataFolder(options: DataFolderOptions): Promise<void> {
  const { dataDir, binaries, user } = options;
  if (await holdsDatabase(dataDir)) {
    await assertSameVersion(dataDir, binaries, user);
    return;
  }
  options.logger?.info({ dataDir }, 'making the embedded database: this happens once');
  const draft = `${dataDir}.new-${options.randomness.bytes(6).toString('hex')}`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await chmod(draft, 0o700);
    await removeAbandoned(dataDir, draft);
    if (user !== null) await chown(draft, user.uid, user.gid);
    await initialise(draft, options);
    await rename(draft, dataDir);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start made it meanwhile.
    if (['ENOTEMPTY', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code))) return;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw errorFromOutput('make its data folder', String(error));
    throw error;
  }
}

async function holdsDatabase(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    const why =
      error.code === 'EACCES'
        ? `the folder ${dataDir} belongs to another user: start the portal as before, or give the folder to its user (chown -R)`
        : `${dataDir}: ${error.message}`;
    throw new LocalPostgresError('data-folder', `The embedded database cannot be opened: ${why}.`, { cause: error });
  });
  if (names.includes('PG_VERSION')) return true;
  if (names.length === 0) return false;
  throw new LocalPostgresError(
    'data-folder',
    `${dataDir} holds something other than a PostgreSQL database: move it away.`,
  );
}

async function assertSameVersion(dataDir: string, binaries: string, user: ServerUser): Promise<void> {
  const theirs = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await runProgram(join(binaries, 'bin/postgres'), ['--version'], { dataDir, user });
  const ours = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (ours === undefined) {
    throw new LocalPostgresError(
      'broken-package',
      `The embedded PostgreSQL cannot run on this system: ${output.trim()}\nSet DATABASE_URL to use another one.`,
    );
  }
  if (theirs !== ours) {
    throw new LocalPostgresError(
      'other-version',
      `The data folder ${dataDir} was made by PostgreSQL ${theirs}, and this portal brings PostgreSQL ${ours}. ` +
        `Start the former release of the portal, export its data, and import them into an empty folder.`,
    );
  }
}

/** Removes what interrupted first starts left. Its age is told by the folder just made: file times are the machine's. */
async function removeAbandoned(dataDir: string, draft: string): Promise<void> {
  const [parent, prefix] = [dirname(dataDir), `${basename(dataDir)}.new-`];
  const now = (await stat(draft)).mtimeMs;
  for (const name of (await readdir(parent)).filter((entry) => entry.startsWith(prefix))) {
    const path = join(parent, name);
    const made = await stat(path).catch(() => null);
    if (made !== null && now - made.mtimeMs > ABANDONED_AFTER) await rm(path, { recursive: true, force: true });
  }
}

async function initialise(draft: string, options: DataFolderOptions): Promise<void> {
  const { binaries, user, password } = options;
  const folder = dataDirArgument(draft, user);
  const run = { dataDir: draft, user };
  const common = [
    '-D',
    folder,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '-A',
    'reject',
    '--data-checksums',
    '--no-instructions',
  ];
  if (!options.sync) common.push('--no-sync');
  let failure = '';
  for (const locale of LOCALES) {
    const { code, output } = await runProgram(join(binaries, 'bin/initdb'), [...common, ...locale], run);
    failure = code === 0 ? '' : output;
    // Only a locale that this build does not know is a reason to try the next one.
    if (code === 0 || !/locale|ICU/i.test(output) || /No space left/i.test(output)) break;
  }
  if (failure !== '') throw errorFromOutput('make its data folder', failure);
  await writeFile(join(draft, 'pg_hba.conf'), HOST_RULES);
  const { code, output } = await runProgram(
    join(binaries, 'bin/postgres'),
    ['--single', ...(options.sync ? [] : ['-F']), '-D', folder, 'postgres'],
    // A session with no network and no other user: this is how the first password gets in without passing by a file.
    { ...run, input: `CREATE ROLE ${PORTAL_ROLE} LOGIN CREATEDB PASSWORD '${password}'\n` },
  );
  if (code !== 0 || /ERROR|FATAL/.test(output)) throw errorFromOutput('make its first role', output);
}
