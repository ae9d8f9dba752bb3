import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from './postmaster-file.js';
import { startLocalPostgres, type LocalPostgres } from './start-local-postgres.js';
import { WireConnection } from './wire-connection.js';

const COMPILED = fileURLToPath(new URL('../dist/index.js', import.meta.url));

let folder: string;
let running: LocalPostgres[];
let parents: ChildProcess[];

/** A killed process loses nothing that the system holds for the disk, so these tests need not wait for the disk. */
const settings = { fsync: 'off' };

const dataDir = (): string => join(folder, 'postgres');
const pidFile = (): string => join(dataDir(), 'postmaster.pid');
const serverPid = async (): Promise<number> => Number((await readFile(pidFile(), 'utf8')).split('\n')[0]);

async function start(options: { port?: number } = {}): Promise<LocalPostgres> {
  const local = await startLocalPostgres({ dataDir: dataDir(), database: 'town', settings, ...options });
  running.push(local);
  return local;
}

/** Another Node process that starts the database and then waits. */
async function startInAnotherProcess(): Promise<{ process: ChildProcess; url: string }> {
  const program = `const { startLocalPostgres } = await import(${JSON.stringify(COMPILED)});
    const local = await startLocalPostgres({ dataDir: ${JSON.stringify(dataDir())}, database: 'town', settings: { fsync: 'off' } });
    console.log(local.url); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parents.push(child);
  const [url] = (await once(createInterface(child.stdout!), 'line')) as [string];
  return { process: child, url };
}

async function ask(url: string, sql: string): Promise<(string | null)[][]> {
  const { port, username, password, pathname } = new URL(url);
  const connection = await WireConnection.open({
    port: Number(port),
    user: username,
    password,
    database: pathname.slice(1),
  });
  try {
    return await connection.query(sql);
  } finally {
    await connection.close();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-postgres-'));
  running = [];
  parents = [];
});

afterEach(async () => {
  parents.forEach((parent) => parent.kill('SIGKILL'));
  await Promise.all(running.map((local) => local.stop()));
  await rm(folder, { recursive: true, force: true });
});

describe('startLocalPostgres', () => {
  it('makes a database for UTF-8 text in French order, and keeps its rows over a restart', async () => {
    const first = await start();
    await ask(first.url, `CREATE TABLE word AS SELECT unnest(ARRAY['zoo', 'été', 'eau']) AS text`);
    await first.stop();

    const second = await start();
    expect(await ask(second.url, 'SELECT text FROM word ORDER BY text')).toEqual([['eau'], ['été'], ['zoo']]);
    expect(await ask(second.url, 'SHOW server_encoding')).toEqual([['UTF8']]);
    expect(await ask(second.url, 'SHOW data_checksums')).toEqual([['on']]);
  });

  it('keeps its password to itself, and gives the portal no power over the machine', async () => {
    const local = await start();
    const secret = join(folder, 'postgres-password');
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir())).mode & 0o077).toBe(0);

    const wrong = new URL(local.url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await expect(ask(local.url, `COPY (SELECT 1) TO PROGRAM 'true'`)).rejects.toMatchObject({ code: '42501' });
    expect(await ask(local.url, 'SHOW listen_addresses')).toEqual([['127.0.0.1']]);
    const socketFolder = (await readFile(pidFile(), 'utf8')).split('\n')[4];
    expect(socketFolder).toBe('');
  });

  it('works in a folder that only its owner may enter', async () => {
    await chmod(folder, 0o700);
    await mkdir(join(folder, 'deep'), { mode: 0o700 });
    const local = await startLocalPostgres({ dataDir: join(folder, 'deep', 'postgres'), database: 'town', settings });
    running.push(local);
    expect(await ask(local.url, 'SELECT 1')).toEqual([['1']]);
  });

  it('starts the server again, on the same port, when it is killed', async () => {
    const local = await start();
    await ask(local.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const killed = await serverPid();
    process.kill(killed, 'SIGKILL');

    await until(() =>
      ask(local.url, 'SELECT number FROM kept').then(
        (rows) => rows[0]?.[0] === '7',
        () => false,
      ),
    );
    expect(await serverPid()).not.toBe(killed);
  });

  it('takes over a server whose portal was killed', async () => {
    const dead = await startInAnotherProcess();
    await ask(dead.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const pid = await serverPid();
    dead.process.kill('SIGKILL');
    await once(dead.process, 'exit');

    const local = await start();
    expect(local.url).toBe(dead.url);
    expect(await serverPid()).toBe(pid);
    expect(await ask(local.url, 'SELECT number FROM kept')).toEqual([['7']]);
    await local.stop();
    expect(await isAlive(pid)).toBe(false);
  });

  it('loses nothing when portal and server are killed together', async () => {
    const dead = await startInAnotherProcess();
    await ask(dead.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const pid = await serverPid();
    // A process of the server that does not notice at once that its head is gone: nothing may start beside it.
    const busy = ask(dead.url, 'SELECT count(*) FROM generate_series(1, 3000000)').catch(() => undefined);
    dead.process.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await Promise.all([busy, once(dead.process, 'exit')]);

    const local = await start();
    expect(await ask(local.url, 'SELECT number FROM kept')).toEqual([['7']]);
  });

  it('removes a postmaster.pid whose number now belongs to another program', async () => {
    await (await start()).stop();
    const stale = [process.pid, dataDir(), '1700000000', '5432', '', '127.0.0.1', '  1234  5678', 'ready   '];
    await writeFile(pidFile(), `${stale.join('\n')}\n`);

    const local = await start();
    expect(await ask(local.url, 'SELECT 1')).toEqual([['1']]);
    expect(await serverPid()).not.toBe(process.pid);
  });

  it('tells a second portal on the same folder that it is taken, and leaves the first one alone', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ problem: 'in-use', message: expect.stringContaining('DATA_DIR') });
    expect(await ask(first.url, 'SELECT 1')).toEqual([['1']]);
  });

  it('lets one of two first starts win when they come together', async () => {
    const starts = await Promise.allSettled([start(), start()]);
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(starts.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { problem: 'in-use' } });
    expect(await ask(running[0]!.url, 'SELECT 1')).toEqual([['1']]);
  });

  it('leaves no process and no postmaster.pid behind when stopped, twice if need be, even with open connections', async () => {
    const local = await start();
    const { port, username, password } = new URL(local.url);
    const open = await WireConnection.open({ port: Number(port), user: username, password, database: 'town' });
    const pid = await serverPid();
    await Promise.all([local.stop(), local.stop()]);
    expect(await isAlive(pid)).toBe(false);
    await expect(stat(pidFile())).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(open.query('SELECT 1')).rejects.toThrow();
  });

  it('says so when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      await expect(start({ port })).rejects.toMatchObject({ problem: 'port-taken' });
    } finally {
      other.close();
    }
  });

  it('refuses a folder of another major version, and a folder that is no database', async () => {
    await mkdir(dataDir());
    await writeFile(join(dataDir(), 'holidays.txt'), 'beach');
    await expect(start()).rejects.toMatchObject({ problem: 'data-folder' });
    await writeFile(join(dataDir(), 'PG_VERSION'), '14\n');
    await expect(start()).rejects.toMatchObject({ problem: 'other-version', message: expect.stringContaining('14') });
  });

  it('refuses a server whose password it does not have', async () => {
    const dead = await startInAnotherProcess();
    const right = await readFile(join(folder, 'postgres-password'), 'utf8');
    dead.process.kill('SIGKILL');
    await writeFile(join(folder, 'postgres-password'), 'another-one\n');
    await expect(start()).rejects.toMatchObject({ problem: 'unknown-password' });
    await writeFile(join(folder, 'postgres-password'), right);
    await start();
  });
});
