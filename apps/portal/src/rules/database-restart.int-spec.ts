import {
  PageClient,
  startInstalledPostgres,
  startPortalProcess,
  type InstalledPostgres,
  type PortalProcess,
} from '@ronron/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_PASSWORD } from '../features/setup/demo/demo-accounts.js';

/** A database server is restarted now and then (security updates): the portal waits for it, and nobody has to help. */
describe('a portal whose database restarts', () => {
  let folder: string;
  let postgres: InstalledPostgres;
  let databaseUrl: string;
  let portal: PortalProcess | undefined;
  let mailServer: HoldingServer;

  beforeAll(async () => {
    const bin = process.env['RONRON_POSTGRES_BIN'];
    if (bin === undefined) throw new Error('RONRON_POSTGRES_BIN is not set: run the tests with "npm test".');
    folder = await mkdtemp(join(tmpdir(), 'ronron-restart-'));
    postgres = await startInstalledPostgres(bin, 'un mot de passe');
    databaseUrl = await postgres.createDatabase('ronron');
    mailServer = await startHoldingServer();
    portal = await startPortalProcess({
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      DEMO: '1',
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
    });
  }, 180_000);
  afterAll(async () => {
    mailServer.stop();
    await portal?.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await delay(50);
  };

  it('says that it is away, then serves again by itself, with nothing stale and the jobs going on', async () => {
    const visitor = new PageClient(portal!.url);
    const resident = new PageClient(portal!.url);
    const form = await resident.get('/connexion');
    await resident.submit(form, 'form[action$="/connexion"]', {
      email: 'resident@demo.example',
      password: DEMO_PASSWORD,
    });
    expect((await resident.get('/demandes')).status).toBe(200);
    const asked = await visitor.get('/mot-de-passe-oublie');
    // Drawn twice, so that it is answered from what was prepared.
    for (let time = 0; time < 2; time++) expect((await new PageClient(portal!.url).get('/services')).status).toBe(200);

    await postgres.pause();
    const away = await resident.get('/demandes');
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).not.toBeNull();
    expect(away.html).not.toMatch(/ECONN|\n\s+at |postgres/i);
    expect((await visitor.get('/readyz', { accept: 'application/json' })).status).toBe(503);
    expect((await new PageClient(portal!.url).get('/healthz')).status).toBe(200);
    await postgres.resume();
    // Somebody changes a name before the portal listens again.
    await postgres.query(databaseUrl, `UPDATE service SET name = 'Un autre nom' WHERE published`);

    await until(async () => (await resident.get('/demandes')).status === 200);
    await until(async () => (await new PageClient(portal!.url).get('/services')).status === 200);
    expect((await new PageClient(portal!.url).get('/services')).$('main').text()).toContain('Un autre nom');
    await postgres.query(databaseUrl, `UPDATE service SET name = 'Encore un autre' WHERE published`);
    await until(async () => (await new PageClient(portal!.url).get('/services')).html.includes('Encore un autre'));

    // Jobs that were waiting go on.
    const before = mailServer.calls();
    await visitor.submit(asked, 'form[action$="/mot-de-passe-oublie"]', { email: 'resident@demo.example' });
    await until(async () => mailServer.calls() > before);
  }, 120_000);

  /** How often each job was begun. */
  const jobs = async (where: string): Promise<Map<unknown, number>> => {
    const rows = await postgres.query(
      databaseUrl,
      `SELECT id, attempts FROM graphile_worker._private_jobs WHERE ${where}`,
    );
    return new Map(rows.map(({ id, attempts }) => [id, attempts as number]));
  };

  it('lives on when the database goes away under running jobs, and does them again', async () => {
    const visitor = new PageClient(portal!.url);
    const asked = await visitor.get('/mot-de-passe-oublie');
    // One is under way since the test before.
    const before = mailServer.calls();
    await visitor.submit(asked, 'form[action$="/mot-de-passe-oublie"]', { email: 'asso@demo.example' });
    await until(async () => mailServer.calls() > before);
    const running = await jobs('locked_by IS NOT NULL');
    expect(running.size).toBeGreaterThan(1);
    await postgres.pause();
    // The jobs fail now, one after the other, and nobody can be told.
    mailServer.refuseOne();
    await until(async () => /Failed to fail jobs/.test(portal!.output()));
    mailServer.refuse();
    expect((await visitor.get('/readyz', { accept: 'application/json' })).status).toBe(503);
    await postgres.resume();
    await until(async () => {
      // As if who is silent had been so for its time already.
      await postgres.query(
        databaseUrl,
        `WITH silent AS (UPDATE worker_beat SET seen_at = seen_at - interval '1 minute'
           WHERE seen_at < now() - interval '10 seconds' RETURNING worker_id)
         UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '1 minute'
         WHERE locked_by IN (SELECT worker_id FROM silent)`,
      );
      await postgres.query(databaseUrl, `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now()`);
      mailServer.refuse();
      const now = await jobs('true');
      // What is done is gone.
      return [...running].every(([id, attempts]) => (now.get(id) ?? Infinity) > attempts);
    });
    expect((await visitor.get('/readyz', { accept: 'application/json' })).status).toBe(200);
  }, 120_000);
});

interface HoldingServer {
  readonly port: number;
  /** How often somebody called so far. */
  calls(): number;
  /** Tells all who wait to come back later (RFC 5321, 3.8), and hangs up. */
  refuse(): void;
  /** The same, to one of them. */
  refuseOne(): void;
  stop(): void;
}

/** A mail server that takes every call and says nothing until it refuses. */
async function startHoldingServer(): Promise<HoldingServer> {
  const open = new Set<Socket>();
  let calls = 0;
  const server: Server = createServer((socket) => {
    calls += 1;
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = (socket: Socket): unknown => socket.end('421 4.3.2 Come back later\r\n');
  const refuse = (): void => open.forEach(end);
  const refuseOne = (): void => [...open].slice(0, 1).forEach(end);
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    refuse,
    refuseOne,
    stop: () => {
      open.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
