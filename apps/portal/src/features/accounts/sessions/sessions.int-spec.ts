import type { PageClient } from '@ronron/testing';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import type { Account } from '../account.entity.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('the list of sessions', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const isSignedIn = async (client: PageClient): Promise<boolean> => (await client.get('/compte')).path === '/compte';

  async function signInWith(account: Account, userAgent: string): Promise<PageClient> {
    const client = portal.visitor({ 'user-agent': userAgent });
    const values = { email: account.email, password: TEST_PASSWORD };
    await client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', values);
    return client;
  }

  it('names each device in words, marks this one, and gives no identifier away', async () => {
    const account = await portal.account();
    const here = await signInWith(account, FIREFOX);
    await signInWith(account, '<script>alert(1)</script>');
    const page = await here.get('/compte/sessions');
    const rows = page
      .$('#sessions tbody tr')
      .map((_, row) => page.$(row).text().replace(/\s+/g, ' '))
      .get();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('Firefox sur Linux');
    expect(rows[0]).toContain('cet appareil');
    expect(rows[1]).toContain('Appareil inconnu');
    const sids = await portal.database.query<{ sid: string }[]>('SELECT sid FROM session');
    for (const { sid } of sids) expect(page.html).not.toContain(sid);
  });

  it('ends one session, or all others', async () => {
    const account = await portal.account();
    const [here, second, third] = [
      await portal.signIn(account),
      await portal.signIn(account),
      await portal.signIn(account),
    ];
    const page = await here.get('/compte/sessions');
    const after = await here.submit(page, '#sessions tbody form');
    expect(after.path).toBe('/compte/sessions');
    expect(after.$('#sessions tbody tr')).toHaveLength(2);
    expect([await isSignedIn(second), await isSignedIn(third)].filter(Boolean)).toHaveLength(1);
    const last = await here.submit(after, 'form[action$="/autres/fin"]');
    expect(last.$('#sessions tbody tr')).toHaveLength(1);
    expect(last.$('form[action$="/autres/fin"]')).toHaveLength(0);
    expect(await isSignedIn(second)).toBe(false);
    expect(await isSignedIn(third)).toBe(false);
    expect(await isSignedIn(here)).toBe(true);
  });

  it('keeps a session ended that a request of its own saves at that instant', async () => {
    const account = await portal.account();
    const [here, there] = [await portal.signIn(account), await portal.signIn(account)];
    const profile = await there.get('/compte');
    const list = await here.get('/compte/sessions');
    const holding = portal.database.createQueryRunner();
    await holding.startTransaction();
    await holding.query('SELECT 1 FROM account WHERE id = $1 FOR UPDATE', [account.id]);
    const saving = there.submit(profile, 'form[action$="/compte"]', { displayName: 'Soizic' });
    await portal.untilSomebodyWaits();
    await here.submit(list, 'tbody form');
    await holding.commitTransaction();
    await holding.release();
    await saving;
    expect(await isSignedIn(there)).toBe(false);
  });

  it('never reaches the sessions of somebody else', async () => {
    const neighbour = await portal.account();
    const theirs = await portal.signIn(neighbour);
    await portal.signIn(neighbour);
    const reference = (await theirs.get('/compte/sessions')).$('#sessions tbody form').attr('action')!;
    const mine = await portal.signIn();
    const page = await mine.get('/compte/sessions');
    expect(page.$('#sessions tbody tr')).toHaveLength(1);
    const answer = await mine.post(reference, new URLSearchParams({ _csrf: mine.csrf(page) }));
    expect(answer.status).toBe(404);
    expect((await theirs.get('/compte/sessions')).$('#sessions tbody tr')).toHaveLength(2);
  });

  it('shows a sign-in page, not an error, to a session that was ended elsewhere by a new stamp', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    await portal.database.query('UPDATE account SET security_stamp = gen_random_uuid() WHERE id = $1', [account.id]);
    const page = await client.get('/connexion');
    expect(page.status).toBe(200);
    expect(await isSignedIn(client)).toBe(false);
  });
});
