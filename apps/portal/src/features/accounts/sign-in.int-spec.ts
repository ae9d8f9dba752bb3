import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../testing/portal-harness.js';

const FORM = 'form[action$="/connexion"]';

describe('signing in', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  it('renews the session, so that an identifier planted before is worth nothing', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    const page = await client.get('/connexion');
    const before = client.cookie('ronron');
    await client.submit(page, FORM, { email: account.email, password: TEST_PASSWORD });
    expect(client.cookie('ronron')).toBeDefined();
    expect(client.cookie('ronron')).not.toBe(before);
    const thief = portal.visitor();
    thief.setCookie('ronron', before!);
    expect((await thief.get('/mes-services')).path).toContain('/connexion');
  });

  it('lets in who pressed the button twice, also when the first time was answered before', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    const page = await client.get('/connexion');
    const again = client.clone();
    const wanted = { email: account.email, password: TEST_PASSWORD };
    expect((await client.submit(page, FORM, wanted)).path).toBe('/mes-services');
    expect((await again.submit(page, FORM, wanted)).path).toBe('/mes-services');
  });

  it('ends the session of whoever was signed in here before', async () => {
    const [one, other] = [await portal.account(), await portal.account()];
    const client = await portal.signIn(one);
    const before = client.clone();
    const page = await client.get('/connexion');
    await client.submit(page, FORM, { email: other.email, password: TEST_PASSWORD });
    expect((await before.get('/mes-services')).path).toContain('/connexion');
  });

  it('answers alike for a wrong password and for an address without an account', async () => {
    const account = await portal.account();
    const answer = async (email: string): Promise<string> => {
      const client = portal.visitor();
      const page = await client.submit(await client.get('/connexion'), FORM, { email, password: 'not the right one' });
      expect(page.status).toBe(422);
      return page.$('[id$="-error"]').text();
    };
    expect(await answer(account.email)).toBe(await answer('nobody@example.org'));
  });

  it('never sends people to another site afterwards', async () => {
    const account = await portal.account();
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%09/evil.example\n']) {
      const client = portal.visitor();
      const page = await client.get(`/connexion?suite=${encodeURIComponent(next)}`);
      const after = await client.submit(page, FORM, { email: account.email, password: TEST_PASSWORD });
      expect(new URL(after.path, 'http://here').host).toBe('here');
    }
  });

  it('slows a robot down by account, on every replica', async () => {
    const account = await portal.account();
    const replica = await (await import('../../testing/portal-harness.js')).TestPortal.start(portal);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++) {
      const client = (attempt % 2 === 0 ? portal : replica).visitor();
      const page = await client.submit(await client.get('/connexion'), FORM, {
        email: account.email,
        password: 'wrong password',
      });
      statuses.push(page.status);
    }
    await replica.stop();
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(422));
    expect(statuses[10]).toBe(429);
  });
});
