import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { unzipSync } from 'fflate';
import { isPlanted, plantEverywhere } from '../../../testing/planted-person.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { rawRequest } from '../../../testing/raw-request.js';
import type { Account } from '../../accounts/account.entity.js';
import { register } from '../register/register.js';
import { DataExport } from './data-export.entity.js';

const PAGE = '/compte/mes-donnees';
const ASK = 'form[action$="/copie"]';

describe('the copy of one’s data', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const exportsOf = (account: Account): Promise<DataExport[]> =>
    portal.database.getRepository(DataExport).findBy({ accountId: account.id });

  const ask = async (client: PageClient): Promise<void> => {
    expect((await client.submit(await client.get(PAGE), ASK)).status).toBe(200);
  };

  async function fetchFiles(client: PageClient, path: string): Promise<Map<string, string>> {
    const answer = await fetch(`${portal.origin}${path}`, {
      headers: { cookie: `ronron=${client.cookie('ronron')}` },
      redirect: 'manual',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('cache-control')).toContain('private');
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    return new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]));
  }

  it('holds everything of the person and nothing of another', async () => {
    const account = await portal.account({ displayName: 'Enora « Nora » Le Bihan' });
    const other = await portal.account({ displayName: 'Tangi Kerouanton' });
    await plantEverywhere(portal, account);
    await plantEverywhere(portal, other);
    const client = await portal.signIn(account);
    await ask(client);
    await portal.runJobs();
    const page = await client.get(PAGE);
    const files = await fetchFiles(client, page.$('a[href*="/copies/"]').attr('href')!);
    const expected = register.filter((table) => isPlanted(table) && (table.exported ?? []).length > 0);
    for (const { entity } of expected) expect([...files.keys()]).toContain(`json/${entity.name}.json`);
    const profile = JSON.parse(files.get('json/Account.json')!) as Record<string, unknown>[];
    expect(profile).toMatchObject([{ email: account.email, displayName: account.displayName }]);
    expect(profile[0]).not.toHaveProperty('passwordHash');
    expect(JSON.parse(files.get('json/RetainedRecord.json')!)).toMatchObject([{ address: '127.0.0.1' }]);
    const whole = [...files.values()].join('\n');
    for (const foreign of [other.id, other.email, other.displayName]) expect(whole).not.toContain(foreign);
    const html = files.get('mes-donnees.html')!;
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain(account.email);
    expect(html).toContain('Messages que le portail m’a envoyés');
    // On somebody's own computer it runs nothing and fetches nothing.
    expect(html).not.toMatch(/<script|<link|\s(src|href)=|url\(/);
    expect(html).toContain('<h3>Clés d’accès (2)</h3>');
  });

  it('is made once for two clicks, told by mail, kept a week, and gone after', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const page = await client.get(PAGE);
    const body = new URLSearchParams({ _csrf: client.csrf(page) }).toString();
    const headers = {
      cookie: `ronron=${client.cookie('ronron')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const twice = [1, 2].map(() => rawRequest(portal.origin, { method: 'POST', path: `${PAGE}/copie`, headers, body }));
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([303, 303]);
    expect(await exportsOf(account)).toHaveLength(1);
    expect((await client.get(PAGE)).$('main').text()).toContain('se prépare');
    await portal.runJobs();
    expect((await portal.mailsTo(account.email)).at(-1)!.subject).toBe('La copie de vos données est prête');
    const path = (await client.get(PAGE)).$('a[href*="/copies/"]').attr('href')!;
    const stranger = await portal.signIn();
    expect((await stranger.get(path)).status).toBe(404);
    expect((await portal.visitor().get(path)).path).toContain('/connexion');
    portal.clock.advance(7 * DAY);
    const later = await portal.signIn(account);
    expect((await later.get(path)).status).toBe(404);
    await portal.runTask('purge-personal-data');
    portal.clock.advance(-7 * DAY);
    const files = await portal.database.query(`SELECT 1 FROM stored_file WHERE account_id = $1`, [account.id]);
    expect(files).toEqual([]);
  });

  it('wants a recent proof of who is there', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const page = await client.get(PAGE);
    portal.clock.advance(3_600_000);
    const asked = await client.submit(page, ASK);
    expect(asked.path).toContain('/connexion/confirmation');
    expect(await exportsOf(account)).toEqual([]);
  });

  it('is made from the beginning when its worker is killed in the middle, and says so when it never succeeds', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    await ask(client);
    await portal.database.query(`
      CREATE FUNCTION test_killed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$`);
    await portal.database.query(
      'CREATE TRIGGER test_killed BEFORE INSERT ON stored_file FOR EACH ROW EXECUTE FUNCTION test_killed()',
    );
    await portal.runJobs();
    expect(await exportsOf(account)).toMatchObject([{ status: 'queued', attempts: 1 }]);
    await portal.database.query('DROP TRIGGER test_killed ON stored_file');
    portal.clock.advance(120_000);
    await portal.runJobs();
    expect(await exportsOf(account)).toMatchObject([{ status: 'ready', attempts: 2 }]);
    await portal.database.getRepository(DataExport).update({ accountId: account.id }, { status: 'failed' });
    expect((await client.get(PAGE)).$('.notice').text()).toContain('n’a pas pu être préparée');
  });
});
