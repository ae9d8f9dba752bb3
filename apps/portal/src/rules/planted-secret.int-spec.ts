import {
  createTestDatabase,
  PageClient,
  runPortalProgram,
  runSql,
  startFaultyProxy,
  startPortalProcess,
  startWebhookTool,
  type FaultyProxy,
  type Page,
  type PortalProcess,
  type PortalProgram,
  type TestDatabase,
  type WebhookTool,
} from '@ronron/testing';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const OLD = 'the key of last year: long enough 0123456789';
const NEW = 'the key of this year: long enough 9876543210';
const PASSWORD = 'ronron-ronron-ronron';

/** Whoever holds a table, a log, a mail or a page of the portal must not come by a service's secrets. */
describe('the secrets of a service', () => {
  let database: TestDatabase;
  let tool: WebhookTool;
  let proxy: FaultyProxy;
  const name = `secret_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const dataDir = join(tmpdir(), name);
  const programs: PortalProgram[] = [];
  /** All that was answered but the pages that show a new secret once, to who made it. */
  const answers: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({
      adminUrl: process.env['RONRON_TEST_DATABASE_URL']!,
      template: process.env['RONRON_TEST_TEMPLATE'] ?? 'ronron_template',
      name,
    });
    tool = await startWebhookTool();
    proxy = await startFaultyProxy(tool.url);
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.kill()));
    await proxy.stop();
    await tool.stop();
    await database.drop();
  });

  const environment = (keys: Record<string, string>): Record<string, string> => ({
    ...{ DATABASE_URL: database.url, DATA_DIR: dataDir, DEMO: '1', LOG_LEVEL: 'debug' },
    ...keys,
  });

  async function started(keys: Record<string, string>): Promise<PortalProcess> {
    const portal = await startPortalProcess(environment(keys));
    programs.push(portal);
    return portal;
  }

  async function signedIn(portal: PortalProcess, who: string): Promise<PageClient> {
    const client = new PageClient(portal.url);
    const page = await client.get('/connexion');
    await client.submit(page, 'form:has([name=password])', { email: `${who}@demo.example`, password: PASSWORD });
    return client;
  }

  async function seen(page: Promise<Page>): Promise<Page> {
    const answered = await page;
    answers.push(answered.html, JSON.stringify([...answered.headers]));
    return answered;
  }

  const ask = async (sql: string): Promise<Record<string, unknown>> => (await runSql(database.url, sql))[0] ?? {};

  async function until(sql: string): Promise<void> {
    while ((await ask(`SELECT (${sql}) AS there`))['there'] !== true) await delay(50);
  }

  /** A service of the operator's structure that calls the tool through the proxy, and the demonstration's resident as its holder. */
  async function service(): Promise<{ id: string; subscription: string; job: string }> {
    const [id, subscription, job] = [randomUUID(), randomUUID(), randomUUID()];
    await runSql(
      database.url,
      `INSERT INTO service SELECT (jsonb_populate_record(service, jsonb_build_object('id', '${id}', 'slug', '${id}', 'name', 'Le secret',
           'connector_id', 'webhook', 'connector_settings', '{}'::jsonb, 'approved_hosts', ARRAY['127.0.0.1'],
           'allow_private_hosts', true))).*
         FROM service WHERE structure_id = (SELECT structure_id FROM role_grant JOIN account ON account.id = account_id
           WHERE email = 'operateur@demo.example' AND role = 'operator' LIMIT 1) LIMIT 1;
       INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at)
         SELECT '${subscription}', '${id}', id, 'active', now(), now() FROM account WHERE email = 'resident@demo.example';
       INSERT INTO provisioning_job (id, subscription_id, status, revision, created_at)
         VALUES ('${job}', '${subscription}', 'queued', 1, now())`,
    );
    return { id, subscription, job };
  }

  /** Puts the job in the queue, as if it were due. */
  const queue = (job: string): Promise<unknown> =>
    runSql(
      database.url,
      `UPDATE provisioning_job SET status = 'queued' WHERE id = '${job}';
       SELECT graphile_worker.add_job('provision', payload := json_build_object('id', '${job}'), job_key := 'provision:${job}')`,
    );

  it('stand nowhere but sealed, through the life of a service, its failures and the rotation of the key', async () => {
    const first = await started({ SECRET_KEY: OLD });
    const { id, subscription, job } = await service();
    const base = `/operateur/services/${id}`;
    const operator = await signedIn(first, 'operateur');

    const form = await seen(operator.get(`${base}/connecteur`));
    const typed = { url: 'https://tool.example', callUrl: 'nonsense', signingSecret: tool.secret };
    const refused = await seen(operator.submit(form, 'form[action$="/connecteur"]', typed));
    expect(refused.status).toBe(422);
    const right = { ...typed, callUrl: `${proxy.url}/hooks` };
    expect((await seen(operator.submit(refused, 'form[action$="/connecteur"]', right))).status).toBe(200);

    const made = await operator.submit(
      await seen(operator.get(`${base}/notifications`)),
      'form[action$="/notifications"]',
      {
        url: 'https://tool.example/told',
      },
    );
    const webhookSecret = /whsec_[A-Za-z0-9+/=]{20,}/.exec(made.html)![0];
    const secrets = [tool.secret, 'a signing secret of 32 bytes ok.', webhookSecret];

    // Failures of every kind, one of them by a tool that says the secret back.
    proxy.fail('http-500');
    await seen(operator.submit(await operator.get(`${base}/connecteur`), 'form[action$="/verification"]'));
    await queue(job);
    await until(`SELECT status = 'retrying' FROM provisioning_job WHERE id = '${job}'`);
    proxy.fail(null);
    tool.say({ outcome: 'failed', reason: 'quota', detail: `Full, says ${tool.secret}.` });
    await queue(job);
    await until(`SELECT status = 'dead' FROM provisioning_job WHERE id = '${job}'`);
    expect(await ask(`SELECT failure_detail AS detail FROM provisioning_job WHERE id = '${job}'`)).toEqual({
      detail: 'The tool says: Full, says […].',
    });
    const failed = await seen(operator.get(`/operateur/travaux/${job}`));
    tool.say(null);
    await seen(operator.submit(failed, 'form[action$="/reprise"]'));
    await until(`SELECT status = 'done' FROM provisioning_job WHERE id = '${job}'`);
    await seen(operator.submit(await seen(operator.get(`${base}/ecarts`)), 'form[action$="/comparaison"]'));
    await until(`SELECT EXISTS (SELECT 1 FROM reconciliation_run WHERE status = 'done')`);

    for (const path of ['', '/connecteur', '/etat', '/ecarts', '/notifications', '/connexion', '/nowhere'])
      await seen(operator.get(`${base}${path}`));
    for (const path of ['/operateur', '/operateur/travaux']) await seen(operator.get(path));
    const admin = await signedIn(first, 'admin');
    for (const path of ['/admin', '/admin/journal', '/admin/reglages', `/admin/services/${id}/connecteur`])
      await seen(admin.get(path));
    const resident = await signedIn(first, 'resident');
    await seen(resident.submit(await seen(resident.get('/compte/mes-donnees')), 'form[action$="/copie"]'));
    await until(`SELECT EXISTS (SELECT 1 FROM data_export WHERE status = 'ready')`);
    const { file } = await ask(`SELECT id AS file FROM data_export LIMIT 1`);
    await seen(resident.get(`/compte/mes-donnees/copies/${String(file)}`));
    for (const path of [`/services/${id}`, '/services', '/mes-services', '/api/v1/openapi.json'])
      await seen(resident.get(path));

    // The key is changed while the portal serves: another process takes over with both keys, then everything is sealed anew.
    const second = await started({ SECRET_KEY: NEW, SECRET_KEYS_OLD: OLD });
    await first.stop();
    let down = 0;
    let rotating = true;
    const watching = (async () => {
      while (rotating) {
        if (!(await fetch(`${second.url}/services`)).ok) down += 1;
        await delay(20);
      }
    })();
    const rotation = runPortalProgram(environment({ SECRET_KEY: NEW, SECRET_KEYS_OLD: OLD }), ['secrets:rotate']);
    programs.push(rotation);
    expect(await rotation.ended).toBe(0);
    rotating = false;
    await watching;
    expect(down).toBe(0);
    await second.stop();

    // The old key is thrown away, and the tool believes the portal still.
    const third = await started({ SECRET_KEY: NEW });
    await runSql(
      database.url,
      `UPDATE subscription SET wanted_revision = 2, quota = 12345 WHERE id = '${subscription}'`,
    );
    await queue(job);
    await until(`SELECT status = 'done' FROM provisioning_job WHERE id = '${job}'`);
    expect(tool.kept.get(subscription)).toMatchObject({ state: 'active', quotaBytes: 12_345 });
    await third.stop();

    const places = {
      answers: answers.join('\n'),
      logs: programs.map((program) => program.output()).join('\n'),
      tables: await everyRow(database.url),
      files: await everyFile(dataDir),
    };
    expect(places.tables).toContain('Le secret');
    expect(places.files).toContain('To: resident@demo.example');
    expect(places.logs).toContain('"level":');
    const found = secrets.flatMap((secret) =>
      waysToWrite(secret).flatMap((written) =>
        Object.entries(places)
          .filter(([, text]) => text.includes(written))
          .map(([place]) => `${place}: ${written}`),
      ),
    );
    expect(found).toEqual([]);
  }, 240_000);
});

/** As it is, and as logs, URLs and binary columns would have it. */
function waysToWrite(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inner = secret.replace(/^whsec_/, '');
  return [...new Set([secret, inner, encodeURIComponent(inner), bytes.toString('base64'), bytes.toString('hex')])];
}

async function everyRow(url: string): Promise<string> {
  const tables = await runSql(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const [row] = await runSql(
      url,
      `SELECT coalesce(string_agg(one::text, E'\\n'), '') AS rows FROM ${String(name)} AS one`,
    );
    dumps.push(`${String(name)}\n${String(row!['rows'])}`);
  }
  return dumps.join('\n');
}

async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  // As mails break their lines (RFC 2045, 6.7).
  return texts.join('\n').replace(/=\r?\n/g, '');
}
