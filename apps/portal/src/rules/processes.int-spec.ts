import {
  dropDatabase,
  PageClient,
  runPortalProgram,
  startPortalProcess,
  type PortalProcess,
  type PortalProgram,
} from '@ronron/testing';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const ADMIN_URL = process.env['RONRON_TEST_DATABASE_URL'];

/** Several processes of one portal, as replicas run it. */
describe('processes of one portal', () => {
  const started: PortalProgram[] = [];
  const databases: string[] = [];
  const clients: Client[] = [];

  afterEach(async () => {
    await Promise.all(started.splice(0).map((program) => program.kill()));
    await Promise.all(clients.splice(0).map((client) => client.end()));
    for (const name of databases.splice(0)) await asAdmin((client) => dropDatabase(client, name));
  });

  async function asAdmin(work: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ connectionString: ADMIN_URL });
    await client.connect();
    await work(client);
    await client.end();
  }

  /** An empty database, and what all processes of the portal are given. */
  async function environmentOf(): Promise<{ environment: Record<string, string>; database: Client }> {
    const name = `processes_${randomUUID().replaceAll('-', '')}`;
    await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`));
    databases.push(name);
    const url = new URL(ADMIN_URL!);
    url.pathname = `/${name}`;
    const database = new Client({ connectionString: url.href });
    await database.connect();
    clients.push(database);
    const dataDir = join(tmpdir(), name);
    return { environment: { DATABASE_URL: url.href, DATA_DIR: dataDir, DEMO: '1' }, database };
  }

  async function web(environment: Record<string, string>, ...args: string[]): Promise<PortalProcess> {
    const portal = await startPortalProcess(environment, ['start', ...args]);
    started.push(portal);
    return portal;
  }

  function worker(environment: Record<string, string>): PortalProgram {
    const program = runPortalProgram({ PORT: '0', ...environment }, ['start', '--only', 'worker']);
    started.push(program);
    return program;
  }

  async function count(database: Client, sql: string): Promise<number> {
    return Number((await database.query<{ count: string }>(`SELECT count(*) AS count FROM ${sql}`)).rows[0]!.count);
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await delay(50);
  }

  it('that start together on an empty database migrate it once, fill it once, and all serve', async () => {
    const { environment, database } = await environmentOf();
    await Promise.all([web(environment), web(environment), web(environment, '--only', 'web')]);
    expect(await count(database, '(SELECT name FROM migration GROUP BY name HAVING count(*) > 1) AS twice')).toBe(0);
    expect(await count(database, `account WHERE email = 'resident@demo.example'`)).toBe(1);
  }, 180_000);

  it('share the work: what the web process takes in, the worker process does', async () => {
    const { environment, database } = await environmentOf();
    const { url } = await web(environment, '--only', 'web');
    const visitor = new PageClient(url);
    const page = await visitor.get('/mot-de-passe-oublie');
    await visitor.submit(page, 'form[action$="/mot-de-passe-oublie"]', { email: 'resident@demo.example' });
    const mails = `outgoing_mail WHERE recipient = 'resident@demo.example' AND subject LIKE '%mot de passe%'`;
    expect(await count(database, mails)).toBe(0);
    worker(environment);
    await until(async () => (await count(database, `${mails} AND status = 'sent'`)) === 1);
    expect(await readdir(join(environment['DATA_DIR']!, 'outbox'))).not.toEqual([]);
  }, 180_000);

  it.each([
    [
      'was killed before its first beat',
      `WITH never AS (DELETE FROM worker_beat)
       UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds' WHERE locked_by IS NOT NULL`,
    ],
    [
      'stopped beating',
      `WITH silent AS (UPDATE worker_beat SET seen_at = seen_at - interval '61 seconds')
       UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds' WHERE locked_by IS NOT NULL`,
    ],
  ])(
    'take over from a worker that %s, and do nothing twice',
    async (_, aMinuteLater) => {
      const { environment, database } = await environmentOf();
      await web(environment, '--only', 'web');
      const { subscription, job, undone } = await aSlowJob(database, 8000);
      const first = worker(environment);
      await until(
        async () => (await count(database, `provisioning_job WHERE id = '${job}' AND status = 'running'`)) === 1,
      );
      await until(async () => (await count(database, 'worker_beat')) > 0);
      await first.kill();
      // So that nobody has to wait for one.
      await database.query(aMinuteLater);
      worker(environment);
      await until(async () => (await undone()) === 0);
      const { rows } = await database.query<{ attempts: number; status: string; handle: unknown; recipients: string }>(
        `SELECT job.attempts, job.status, subscription.handle,
         (SELECT count(*) FROM outgoing_mail WHERE account_id = subscription.account_id
            AND body LIKE '%Le lent%') AS recipients
       FROM provisioning_job AS job JOIN subscription ON subscription.id = job.subscription_id
       WHERE subscription.id = $1`,
        [subscription],
      );
      expect(rows).toEqual([{ attempts: 2, status: 'done', handle: expect.anything(), recipients: '1' }]);
    },
    180_000,
  );

  it('leave a job to the worker that is at it, however long it takes', async () => {
    const { environment, database } = await environmentOf();
    await web(environment, '--only', 'web');
    const { job, undone } = await aSlowJob(database, 12_000);
    worker(environment);
    worker(environment);
    await until(
      async () => (await count(database, `provisioning_job WHERE id = '${job}' AND status = 'running'`)) === 1,
    );
    await database.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds' WHERE locked_by IS NOT NULL`,
    );
    const { rows: marked } = await database.query<{ at: Date }>('SELECT now() AS at');
    // Both beat, hence look for jobs of the dead, while it goes on.
    await until(
      async () => (await count(database, `worker_beat WHERE seen_at > '${marked[0]!.at.toISOString()}'`)) === 2,
    );
    expect(await count(database, `provisioning_job WHERE id = '${job}' AND status = 'running'`)).toBe(1);
    expect(await count(database, `graphile_worker.jobs WHERE locked_by IS NOT NULL`)).toBe(1);
    await until(async () => (await undone()) === 0);
    expect(await count(database, `provisioning_job WHERE id = '${job}' AND attempts = 1`)).toBe(1);
  }, 180_000);

  /** A subscription of the demonstration's resident to a slow tool, whose work waits in the queue. */
  async function aSlowJob(
    database: Client,
    delayMs: number,
  ): Promise<{ subscription: string; job: string; undone(): Promise<number> }> {
    const service = randomUUID();
    const subscription = randomUUID();
    const job = randomUUID();
    const { rows } = await database.query<{ id: string }>(
      `SELECT id FROM account WHERE email = 'resident@demo.example'`,
    );
    await database.query(`INSERT INTO service SELECT (jsonb_populate_record(service, $1)).* FROM service LIMIT 1`, [
      JSON.stringify({
        id: service,
        slug: service,
        name: 'Le lent',
        connector_id: 'dummy',
        connector_settings: { url: 'https://demo.example.org', behaviour: 'slow', delayMs: String(delayMs) },
      }),
    ]);
    await database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at)
       VALUES ($1, $2, $3, 'active', now(), now())`,
      [subscription, service, rows[0]!.id],
    );
    await database.query(
      `INSERT INTO provisioning_job (id, subscription_id, status, revision, created_at) VALUES ($1, $2, 'queued', 1, now())`,
      [job, subscription],
    );
    await database.query(
      `SELECT graphile_worker.add_job('provision', payload := json_build_object('id', $1::text),
         queue_name := 'provision:' || $2, job_key := 'provision:' || $1)`,
      [job, subscription],
    );
    return {
      subscription,
      job,
      undone: () => count(database, `provisioning_job WHERE id = '${job}' AND status <> 'done'`),
    };
  }
});
