import {
  PageClient,
  startInstalledPostgres,
  startPortalProcess,
  type InstalledPostgres,
  type PortalProcess,
} from '@ronron/testing';
import { mkdtemp, rm } from 'node:fs/promises';
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

  beforeAll(async () => {
    const bin = process.env['RONRON_POSTGRES_BIN'];
    if (bin === undefined) throw new Error('RONRON_POSTGRES_BIN is not set: run the tests with "npm test".');
    folder = await mkdtemp(join(tmpdir(), 'ronron-restart-'));
    postgres = await startInstalledPostgres(bin, 'un mot de passe');
    databaseUrl = await postgres.createDatabase('ronron');
    portal = await startPortalProcess({ DATABASE_URL: databaseUrl, DATA_DIR: folder, DEMO: '1' });
  }, 180_000);
  afterAll(async () => {
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

    await visitor.submit(asked, 'form[action$="/mot-de-passe-oublie"]', { email: 'resident@demo.example' });
    await until(async () => {
      const [row] = await postgres.query(
        databaseUrl,
        `SELECT count(*) AS sent FROM outgoing_mail WHERE recipient = 'resident@demo.example' AND status = 'sent'`,
      );
      return Number(row!['sent']) > 0;
    });
  }, 120_000);
});
