import { MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { linkIn } from '../../../testing/mailed-links.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../account.entity.js';

const SENT = '/connexion/lien/envoi';

describe('a link that signs in', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal({ TRUSTED_PROXIES: '127.0.0.1' });
    await portal.commune();
  });
  afterAll(() => portal.stop());

  async function ask(email: string, client: PageClient = portal.visitor()): Promise<Page> {
    const page = await client.submit(await client.get('/connexion/lien?suite=/demandes'), 'main form', { email });
    await portal.runJobs();
    return page;
  }

  const linkTo = async (email: string): Promise<string> =>
    linkIn(
      (await portal.mailsTo(email)).findLast(({ subject }) => subject === 'Votre lien de connexion')!,
      '/connexion/lien/',
    );

  const isSignedIn = async (client: PageClient): Promise<boolean> => (await client.get('/compte')).path === '/compte';

  it('lets people in once, where they wanted to go, and is not used up by a mail scanner', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    expect((await ask(account.email, client)).path).toBe(SENT);
    const link = await linkTo(account.email);
    for (let look = 0; look < 3; look++) expect((await portal.visitor().get(link)).status).toBe(200);
    const page = await client.get(link);
    expect(page.$('input[name=asked]')).toHaveLength(0);
    expect((await client.submit(page, 'main form')).path).toBe('/demandes');
    expect(await isSignedIn(client)).toBe(true);
    expect((await portal.visitor().get(link)).status).toBe(410);
  });

  it('is taken twice at once by one', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    await ask(account.email, client);
    const page = await client.get(await linkTo(account.email));
    const both = await Promise.all([
      client.clone().submit(page, 'main form'),
      client.clone().submit(page, 'main form'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  it('asks for a confirmation in another browser than the one that asked', async () => {
    const account = await portal.account();
    await ask(account.email);
    const other = portal.visitor();
    const page = await other.get(await linkTo(account.email));
    const refused = await other.submit(page, 'main form');
    expect(refused.status).toBe(422);
    expect(refused.$('#field-asked-error')).toHaveLength(1);
    expect(await isSignedIn(other)).toBe(false);
    await other.submit(refused, 'main form', { asked: 'on' });
    expect(await isSignedIn(other)).toBe(true);
  });

  it('expires after 15 minutes, and with the password', async () => {
    const account = await portal.account();
    const client = portal.visitor();
    await ask(account.email, client);
    const link = await linkTo(account.email);
    portal.clock.advance(15 * MINUTE);
    expect((await client.get(link)).status).toBe(410);
    portal.clock.advance(-15 * MINUTE);
    const signedIn = await portal.signIn(account);
    const form = await signedIn.get('/compte/mot-de-passe');
    const password = 'agrafe pluie mandarine 7';
    await signedIn.submit(form, 'main form', { currentPassword: TEST_PASSWORD, password });
    expect((await client.get(link)).status).toBe(404);
  });

  it('leads to the second proof of an account that wants one', async () => {
    const account = await portal.account();
    await portal.database.getRepository(Account).update({ id: account.id }, { secondFactorSince: portal.clock.now() });
    const client = portal.visitor();
    await ask(account.email, client);
    const page = await client.submit(await client.get(await linkTo(account.email)), 'main form');
    expect(page.path).toContain('/connexion/second-facteur');
    expect(await isSignedIn(client)).toBe(false);
  });

  it('goes to no address that was never confirmed, and into no suspended account', async () => {
    const unconfirmed = await portal.account({ confirmed: false });
    await ask(unconfirmed.email);
    expect(await portal.mailsTo(unconfirmed.email)).toEqual([]);
    const account = await portal.account();
    const client = portal.visitor();
    await ask(account.email, client);
    const link = await linkTo(account.email);
    await portal.database.getRepository(Account).update({ id: account.id }, { suspendedAt: portal.clock.now() });
    await client.submit(await client.get(link), 'main form');
    expect(await isSignedIn(client)).toBe(false);
  });

  it('is sent four times an hour at most, whether or not there is such an account', async () => {
    const account = await portal.account();
    for (const email of [account.email, 'nobody-at-all@example.org']) {
      for (let time = 0; time < 4; time++) expect((await ask(email)).path).toBe(SENT);
      expect((await ask(email)).status).toBe(429);
    }
  });

  describe('like every other form, it', () => {
    const unknown = (): string => `nobody-${portal.newId().slice(-12)}@example.org`;
    const forms: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
      ['signing in', '/connexion', { password: 'not the right one' }],
      ['a link', '/connexion/lien', {}],
      ['a forgotten password', '/mot-de-passe-oublie', {}],
      [
        'signing up',
        '/inscription',
        {
          displayName: 'Rozenn Cariou',
          age: 'fifteen-or-more',
          commune: '29000',
          password: 'agrafe pluie mandarine 7',
          terms: 'on',
        },
      ],
    ];

    it.each(forms)('tells nobody by its answer who has an account: %s', async (_, path, values) => {
      const suspended = await portal.account();
      await portal.database.getRepository(Account).update({ id: suspended.id }, { suspendedAt: portal.clock.now() });
      const unconfirmed = await portal.account({ confirmed: false });
      const emails = [(await portal.account()).email, suspended.email, unconfirmed.email, unknown()];
      const answers = await Promise.all(
        emails.map(async (email, index) => {
          const client = portal.visitor({ 'x-forwarded-for': `203.0.113.${index}` });
          const page = await client.submit(await client.get(path), 'main form:has([name=email])', { email, ...values });
          const text = page.$('main').text().replaceAll(email, '…');
          const inputs = page
            .$('main input:not([name=_csrf])')
            .map((__, input) => page.$(input).attr('name'))
            .get();
          return { status: page.status, path: page.path, text, inputs, headers: [...page.headers.keys()].sort() };
        }),
      );
      for (const answer of answers) expect(answer).toEqual(answers.at(-1));
    });
  });
});
