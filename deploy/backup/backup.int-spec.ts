import { startLocalPostgres } from '@ronron/local-postgres';
import { startInstalledPostgres, type InstalledPostgres } from '@ronron/testing';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const PORTAL = here('../../apps/portal/dist/cli.js');
const SECRET_KEY = 'the key with which the portal encrypts, 0123456789';

/** As awkward in an address as a password can be. */
const PASSWORD = 'p@ss:w/rd?%\\41&é';

let folder: string;
let server: InstalledPostgres;
let databaseUrl: string;

interface Place {
  DATABASE_URL?: string;
  DATA_DIR: string;
  [name: string]: string | undefined;
}

const environment = (place: Place): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  PG_BIN: process.env['RONRON_POSTGRES_BIN'],
  BACKUP_DIR: join(folder, 'backups'),
  ...place,
});

async function backup(place: Place): Promise<string> {
  const { stdout } = await run(here('ronron-backup'), { env: environment(place) });
  return stdout.trim();
}

const restore = (file: string, place: Place): Promise<{ stdout: string }> =>
  run(here('ronron-restore'), [file], { env: environment(place) });

/** Tables with their number of rows, as one line each. */
async function contents(url: string): Promise<string[]> {
  const tables = await server.query(
    url,
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const counts = tables.map(({ name }) => `SELECT '${String(name)}' AS name, count(*) AS rows FROM ${String(name)}`);
  if (counts.length === 0) return [];
  const rows = await server.query(url, `${counts.join(' UNION ALL ')} ORDER BY 1`);
  return rows.map(({ name, rows: count }) => `${String(name)} ${String(count)}`);
}

beforeAll(async () => {
  const bin = process.env['RONRON_POSTGRES_BIN'];
  if (bin === undefined) throw new Error('RONRON_POSTGRES_BIN is not set: run the tests with "npm test".');
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  server = await startInstalledPostgres(bin, PASSWORD);
  databaseUrl = await server.createDatabase('portal');
  const env = { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'warn', DATABASE_URL: databaseUrl, DATA_DIR: folder };
  await run(process.execPath, [PORTAL, 'migrate'], { env });
  await server.query(
    databaseUrl,
    `CREATE TABLE witness AS SELECT n, 'été ' || n AS text FROM generate_series(1, 500) n`,
  );
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await rm(join(folder, 'backups'), { recursive: true, force: true });
  await rm(join(folder, 'data'), { recursive: true, force: true });
  await mkdir(join(folder, 'data', 'outbox'), { recursive: true });
  await writeFile(join(folder, 'data', 'outbox', 'one.eml'), 'Bonjour');
});

describe('ronron-backup and ronron-restore', () => {
  const source = (): Place => ({ DATABASE_URL: databaseUrl, DATA_DIR: join(folder, 'data'), SECRET_KEY });

  it('bring a whole portal back into an empty place: schema, rows, files and key', async () => {
    const file = await backup(source());
    expect((await stat(file)).mode & 0o077).toBe(0);
    const target = { DATABASE_URL: await server.createDatabase('restored'), DATA_DIR: join(folder, 'restored') };
    await restore(file, target);

    expect(await contents(target.DATABASE_URL)).toEqual(await contents(databaseUrl));
    expect(await contents(target.DATABASE_URL)).toContain('public.witness 500');
    expect(await readFile(join(target.DATA_DIR, 'outbox', 'one.eml'), 'utf8')).toBe('Bonjour');
    expect((await readFile(join(target.DATA_DIR, 'secret-key'), 'utf8')).trim()).toBe(SECRET_KEY);
    const env = { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'warn', ...target };
    const { stdout } = await run(process.execPath, [PORTAL, 'migrate'], { env });
    expect(stdout).toContain('Nothing to do');
  });

  it('refuse a place that holds something, and change nothing there', async () => {
    const file = await backup(source());
    const before = await contents(databaseUrl);
    await expect(restore(file, { DATABASE_URL: databaseUrl, DATA_DIR: join(folder, 'none') })).rejects.toMatchObject({
      stderr: expect.stringContaining('not empty'),
    });
    expect(await contents(databaseUrl)).toEqual(before);
    const empty = await server.createDatabase('untouched');
    await expect(restore(file, { DATABASE_URL: empty, DATA_DIR: join(folder, 'data') })).rejects.toMatchObject({
      stderr: expect.stringContaining('not empty'),
    });
    expect(await contents(empty)).toEqual([]);
  });

  it('notice a damaged backup', async () => {
    const file = await backup(source());
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file, bytes);
    const target = { DATABASE_URL: await server.createDatabase('damaged'), DATA_DIR: join(folder, 'damaged') };
    await expect(restore(file, target)).rejects.toMatchObject({ stderr: expect.stringContaining('damaged') });
    await rm(`${file}.sha256`);
    await expect(restore(file, target)).rejects.toMatchObject({ stderr: expect.stringContaining('damaged') });
    expect(await contents(target.DATABASE_URL)).toEqual([]);
  });

  it('keep the backups of the last days, and always the newest', async () => {
    await mkdir(join(folder, 'backups'));
    const old = ['ronron-20300101T000000Z.tar', 'ronron-20300101T000000Z.tar.sha256', 'notes.txt'];
    for (const name of old) {
      await writeFile(join(folder, 'backups', name), '');
      await utimes(join(folder, 'backups', name), 1_000_000_000, 1_000_000_000);
    }
    await writeFile(join(folder, 'backups', 'ronron-20400101T000000Z.tar'), '');
    const newest = await backup({ ...source(), BACKUP_KEEP_DAYS: '7' });
    const left = await readdir(join(folder, 'backups'));
    expect(left.filter((name) => !name.startsWith('.')).sort()).toEqual(
      [
        'notes.txt',
        'ronron-20400101T000000Z.tar',
        ...[newest, `${newest}.sha256`].map((path) => path.split('/').pop()!),
      ].sort(),
    );
  });

  it('leave no half backup behind when the database does not answer', async () => {
    const wrong = databaseUrl.replace(/portal$/, 'nowhere');
    await expect(backup({ ...source(), DATABASE_URL: wrong })).rejects.toMatchObject({ code: expect.any(Number) });
    expect((await readdir(join(folder, 'backups'))).filter((name) => name !== '.lock')).toEqual([]);
  });

  it('encrypt for a key, and decrypt with it', async () => {
    const gpgHome = join(folder, 'gpg');
    await mkdir(gpgHome, { mode: 0o700 });
    const env = { ...process.env, GNUPGHOME: gpgHome };
    const create = ['--batch', '--quiet', '--passphrase', '', '--quick-generate-key', 'backup@ronron.example'];
    await run('gpg', [...create, 'future-default', 'default', 'never'], { env });
    try {
      const gpg = { GNUPGHOME: gpgHome, BACKUP_GPG_RECIPIENT: 'backup@ronron.example' };
      const file = await backup({ ...source(), ...gpg });
      expect(file).toMatch(/\.tar\.gpg$/);
      expect((await readFile(file)).includes(SECRET_KEY)).toBe(false);
      const target = { DATABASE_URL: await server.createDatabase('decrypted'), DATA_DIR: join(folder, 'decrypted') };
      await restore(file, { ...target, ...gpg });
      expect(await contents(target.DATABASE_URL)).toContain('public.witness 500');
    } finally {
      await run('gpgconf', ['--kill', 'gpg-agent'], { env });
    }
  });

  it('copy the folder of the embedded database while it is stopped, and only then', async () => {
    const place = { DATA_DIR: join(folder, 'data') };
    await chmod(folder, 0o711);
    const first = await startLocalPostgres({
      dataDir: join(place.DATA_DIR, 'postgres'),
      database: 'ronron',
      settings: { fsync: 'off' },
    });
    await server.query(first.url, 'CREATE TABLE witness AS SELECT 7 AS n');
    await expect(backup(place)).rejects.toMatchObject({ stderr: expect.stringContaining('stop the portal') });
    await first.stop();
    const file = await backup(place);

    const target = { DATA_DIR: join(folder, 'second') };
    await restore(file, target);
    const second = await startLocalPostgres({
      dataDir: join(target.DATA_DIR, 'postgres'),
      database: 'ronron',
      settings: { fsync: 'off' },
    });
    try {
      expect(await server.query(second.url, 'SELECT n FROM witness')).toEqual([{ n: 7 }]);
    } finally {
      await second.stop();
    }
  });
});
