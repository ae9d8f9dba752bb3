import { MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';

const ASKING = 'form[action*="/connexion/confirmation"]';

describe('what is dangerous', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const confirm = (client: PageClient, page: Page, confirmationPassword = TEST_PASSWORD): Promise<Page> =>
    client.submit(page, ASKING, { confirmationPassword });

  it('is open for a quarter of an hour after signing in, then asks who is there and leads on', async () => {
    const client = await portal.signIn();
    portal.clock.advance(15 * MINUTE);
    expect((await client.get('/compte/suppression')).path).toBe('/compte/suppression');
    portal.clock.advance(MINUTE);
    const asked = await client.get('/en/compte/suppression');
    expect(asked.path).toContain('/en/connexion/confirmation?suite=');
    const wrong = await confirm(client, asked, 'not this one');
    expect(wrong.status).toBe(422);
    expect(wrong.$('.error-summary a').attr('href')).toBe('#field-confirmationPassword');
    const after = await confirm(client, wrong);
    expect([after.path, after.status]).toEqual(['/en/compte/suppression', 200]);
    expect((await client.get('/compte/adresse')).path).toBe('/compte/adresse');
  });

  it('keeps what was typed while it asks, and does nothing before the answer', async () => {
    const newcomer = await portal.account();
    const client = await portal.signIn({ administrator: true });
    const structure = await portal.structure();
    const page = await client.get('/admin/roles');
    portal.clock.advance(16 * MINUTE);
    const fields = { email: newcomer.email, power: `operator:${structure.id}` };
    const asked = await client.submit(page, 'form[action$="/admin/roles"]', fields);
    expect(asked.path).toContain('/connexion/confirmation?envoi=');
    const wrong = await confirm(client, asked, 'not this one');
    const granted = (): Promise<unknown[]> =>
      portal.database.query('SELECT 1 FROM role_grant WHERE account_id = $1', [newcomer.id]);
    expect(await granted()).toHaveLength(0);
    const after = await confirm(client, wrong);
    expect([after.path, after.status]).toEqual(['/admin/roles', 200]);
    expect(await granted()).toHaveLength(1);
  });

  it('never repeats a password or a secret into a page', async () => {
    const client = await portal.signIn();
    const page = await client.get('/compte/mot-de-passe');
    portal.clock.advance(16 * MINUTE);
    const body = new URLSearchParams({ _csrf: client.csrf(page), password: 'quatre mots', clientSecret: 'abc' });
    const asked = await client.post('/compte/mot-de-passe', body);
    expect(asked.$(ASKING)).toHaveLength(1);
    expect(asked.html).not.toMatch(/quatre mots|clientSecret/);
  });

  it('leads nobody to another site, and tells programs in JSON', async () => {
    const client = await portal.signIn();
    const page = await client.get('/compte/suppression');
    for (const way of ['suite', 'envoi']) {
      const path = `/connexion/confirmation?${way}=${encodeURIComponent('//evil.example/')}`;
      const body = new URLSearchParams({
        _csrf: client.csrf(page),
        confirmation: 'password',
        confirmationPassword: TEST_PASSWORD,
      });
      expect((await client.post(path, body)).path).toBe('/compte');
    }
    portal.clock.advance(16 * MINUTE);
    const answer = await client.get('/compte/suppression', { accept: 'application/json' });
    expect([answer.status, JSON.parse(answer.html)]).toMatchObject([403, { type: 'urn:ronron:error:step-up-needed' }]);
  });

  it('lets whoever found an open computer try a handful of passwords only', async () => {
    const client = await portal.signIn();
    portal.clock.advance(16 * MINUTE);
    let page = await client.get('/compte/suppression');
    for (let attempt = 0; attempt < 10; attempt++) page = await confirm(client, page, `guess ${attempt}`);
    expect(page.status).toBe(422);
    expect((await confirm(client, page)).status).toBe(429);
  });

  it('is closed to a session that never proved anything', async () => {
    const client = await portal.signIn();
    await portal.database.query(`UPDATE session SET sess = (sess::jsonb - 'authenticatedAt')::json`);
    expect((await client.get('/compte/suppression')).path).toContain('/connexion/confirmation?suite=');
  });

  it('is closed, like all else, to who owes a second proof: nobody yet, in another session than the one they came with', async () => {
    const account = await portal.account({ administrator: true });
    await portal.database.query('UPDATE account SET second_factor_since = now() WHERE id = $1', [account.id]);
    const client = portal.visitor();
    const page = await client.get('/connexion');
    const before = client.cookie('ronron');
    await client.submit(page, 'form[action$="/connexion"]', { email: account.email, password: TEST_PASSWORD });
    expect(client.cookie('ronron')).not.toBe(before);
    for (const path of ['/mes-services', '/compte', '/admin', '/compte/sessions']) {
      expect((await client.get(path)).path).toContain('/connexion?suite=');
    }
    const rows = await portal.database.query<{ account_id: string | null }[]>(
      `SELECT account_id FROM session WHERE sess::jsonb ? 'halfSignedIn'`,
    );
    expect(rows).toEqual([{ account_id: null }]);
  });
});
