import { PageClient, runPortalProgram, startPortalProcess, type PortalProcess } from '@ronron/testing';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_EMAILS, DEMO_PASSWORD } from '../features/setup/demo/demo-accounts.js';

/** The program as a newcomer meets it: nothing is set but where it may write. */
describe('a portal with nothing configured', () => {
  let folder: string;
  let portal: PortalProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ronron-first-start-'));
    // Run by root, the database is another user's, who has to get through.
    await chmod(folder, 0o711);
  });
  afterAll(async () => {
    await portal?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const dataDir = (): string => join(folder, 'data');
  const start = async (): Promise<PortalProcess> => (portal = await startPortalProcess({ DATA_DIR: dataDir() }));
  const databasePid = async (): Promise<number> =>
    Number((await readFile(join(dataDir(), 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  async function signIn(email = 'operateur@demo.example'): Promise<PageClient> {
    const client = new PageClient(portal!.url);
    const page = await client.get('/connexion');
    await client.submit(page, 'form[action$="/connexion"]', { email, password: DEMO_PASSWORD });
    expect(client.cookie('ronron')).toBeDefined();
    return client;
  }

  async function firstRequest(operator: PageClient): Promise<string> {
    const list = await operator.get('/operateur/demandes');
    const links = list.$('a[href^="/operateur/demandes/"]').toArray();
    return list.$(links[0]).attr('href')!;
  }

  it('starts, and says in one line where it is and who may sign in', async () => {
    const { url, output } = await start();
    // It answers a moment before it has said so.
    while (!output().includes(DEMO_PASSWORD)) await new Promise((resolve) => setTimeout(resolve, 5));
    const lines = output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(url);
    for (const told of [...DEMO_EMAILS, DEMO_PASSWORD]) expect(lines[0]).toContain(told);
    const home = await new PageClient(url).get('/services');
    expect(home.status).toBe(200);
    expect(home.$('main').text()).toContain('Les pads');
  }, 180_000);

  it('keeps every change that it confirmed when it is killed in the middle of many', async () => {
    const clients = await Promise.all([signIn(), signIn(), signIn()]);
    const path = await firstRequest(clients[0]!);
    const confirmed: string[] = [];
    let killed = false;
    const writing = clients.map(async (client, who) => {
      const page = await client.get(path);
      for (let count = 0; !killed; count++) {
        const note = `Note ${who}-${count} du test`;
        const body = new URLSearchParams({ _csrf: client.csrf(page), note });
        const after = await client.post(`${path}/note`, body).catch(() => null);
        if (after?.status === 200) confirmed.push(note);
        else if (after !== null) throw new Error(`Not written: ${after.status} ${after.$('main').text()}`);
      }
    });
    while (confirmed.length < 15) await new Promise((resolve) => setTimeout(resolve, 5));
    killed = true;
    await portal!.kill();
    await Promise.all(writing);

    await start();
    const kept = (await (await signIn()).get(path)).$('main').text();
    expect(confirmed.filter((note) => !kept.includes(note))).toEqual([]);
  }, 180_000);

  it('ends on Ctrl-C with nothing left behind, and starts again with what it had', async () => {
    const operator = await signIn();
    const path = await firstRequest(operator);
    const before = (await operator.get(path)).$('main').text();
    const server = await databasePid();
    expect(await portal!.stop()).toBe(0);
    expect(await isRunning(server)).toBe(false);

    await start();
    // The session is kept in the database: the same browser is still signed in.
    const again = new PageClient(portal!.url);
    again.setCookie('ronron', operator.cookie('ronron')!);
    expect((await again.get(path)).$('main').text()).toBe(before);
  }, 180_000);

  it('is stopped by a second Ctrl-C no less cleanly', async () => {
    const server = await databasePid();
    const [code] = await Promise.all([portal!.stop(), portal!.stop()]);
    expect(code).toBe(0);
    expect(await isRunning(server)).toBe(false);
    portal = undefined;
  }, 60_000);
});

describe('a portal with wrong settings', () => {
  const told = async (environment: Record<string, string>, args = ['start']): Promise<string> => {
    const program = runPortalProgram({ DATA_DIR: join(tmpdir(), 'ronron-never-made'), ...environment }, args);
    expect(await program.ended).toBe(1);
    return program.output();
  };

  it.each([
    ['PORT', 'eighty', '8080'],
    ['PUBLIC_URL', 'services.quimper', 'https://'],
    ['DATABASE_URL', 'mysql://x', 'postgres://'],
    ['SMTP_URL', 'mail.quimper', 'smtps://'],
    ['SECRET_KEY', 'secret', 'openssl'],
    ['TRUSTED_PROXIES', 'nginx', '127.0.0.1'],
    ['LOG_LEVEL', 'loud', 'info'],
    ['DEMO', 'yes', '1'],
  ])('names %s and gives an example', async (name, value, example) => {
    const output = await told({ [name]: value });
    expect(output).toContain(name);
    expect(output).toContain(example);
    expect(output).not.toMatch(/\n\s+at /);
    if (name === 'SECRET_KEY') expect(output).not.toContain('"secret"');
  });

  it('names all that production needs at once', async () => {
    const output = await told({ NODE_ENV: 'production' });
    for (const name of ['PUBLIC_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET_KEY']) expect(output).toContain(name);
  });

  it('says that the database is not there, without a word of its password', async () => {
    const output = await told({ DATABASE_URL: 'postgres://ronron:chuchote@127.0.0.1:9/ronron' });
    expect(output).toContain('DATABASE_URL');
    expect(output).not.toContain('chuchote');
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('refuses a role that there is not', async () => {
    expect(await told({}, ['start', '--only', 'both'])).toContain('--only takes web or worker');
  });
});

/** A process that has ended but that nobody asked about yet (a zombie) does not run. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  return status !== null && !/^State:\s+Z/m.test(status);
}
