import { HOUR, SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { linkIn } from '../../../testing/mailed-links.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../account.entity.js';

const NEW = 'agrafe pluie mandarine 7';

describe('passwords', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const ask = async (email: string): Promise<Page> => {
    // Mails of one instant have no order.
    portal.clock.advance(SECOND);
    const client = portal.visitor();
    const page = await client.submit(await client.get('/mot-de-passe-oublie'), 'main form', { email });
    await portal.runJobs();
    return page;
  };
  const resetLink = async (email: string): Promise<string> => {
    const mails = (await portal.mailsTo(email)).filter((mail) => mail.body.includes('/mot-de-passe/'));
    return linkIn(mails.at(-1)!, '/mot-de-passe/');
  };
  const signIn = async (email: string, password: string): Promise<Page> => {
    const client = portal.visitor();
    return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', { email, password });
  };
  const isSignedIn = async (client: PageClient): Promise<boolean> => (await client.get('/compte')).path === '/compte';

  describe('forgotten', () => {
    it('are replaced by a link in the mailbox, and every session ends', async () => {
      const account = await portal.account();
      const elsewhere = await portal.signIn(account);
      await ask(account.email);
      const client = portal.visitor();
      const page = await client.get(await resetLink(account.email));
      portal.clock.advance(SECOND);
      expect(page.headers.get('referrer-policy')).toBe('same-origin');
      expect(page.headers.get('cache-control')).toBe('no-store');
      const after = await client.submit(page, 'main form', { password: NEW });
      expect(after.path).toBe('/connexion');
      expect(after.$('main').text()).toContain('Votre mot de passe est changé');
      expect(await isSignedIn(client)).toBe(false);
      expect(await isSignedIn(elsewhere)).toBe(false);
      expect((await signIn(account.email, TEST_PASSWORD)).status).toBe(422);
      expect((await signIn(account.email, NEW)).status).toBe(200);
      expect((await portal.mailsTo(account.email)).map(({ subject }) => subject)).toContain(
        'Votre mot de passe a changé',
      );
    });

    it('say the same to who has no account, and write to nobody', async () => {
      const account = await portal.account();
      const [known, unknown] = [await ask(account.email), await ask('personne@exemple.bzh')];
      expect(unknown.path).toBe(known.path);
      expect(unknown.$('main').html()).toBe(known.$('main').html());
      expect(await portal.mailsTo('personne@exemple.bzh')).toEqual([]);
    });

    it('do the same work for both while the page waits: the worker alone looks who has an account', async () => {
      const account = await portal.account();
      for (const email of [account.email, 'inconnue@exemple.bzh']) {
        const client = portal.visitor();
        await client.submit(await client.get('/mot-de-passe-oublie'), 'main form', { email });
        expect(await portal.mailsTo(email)).toEqual([]);
        expect(await portal.runJobs(1)).toBe(1);
      }
      expect(await portal.mailsTo(account.email)).toHaveLength(1);
    });

    it('need a link that is fresh and unused, and the first one used ends the others', async () => {
      const account = await portal.account();
      await ask(account.email);
      const first = await resetLink(account.email);
      await ask(account.email);
      const second = await resetLink(account.email);
      // A stranger may have asked for the second one.
      expect((await portal.visitor().get(first)).status).toBe(200);
      portal.clock.advance(HOUR);
      expect((await portal.visitor().get(second)).status).toBe(410);
      portal.clock.advance(-HOUR);
      const client = portal.visitor();
      const page = await client.get(second);
      const both = await Promise.all([
        client.submit(page, 'main form', { password: NEW }),
        client.clone().submit(page, 'main form', { password: 'autre tisane brume 44 quai' }),
      ]);
      expect(both.map((one) => one.status).sort()).toEqual([200, 410]);
      expect((await portal.visitor().get(second)).status).toBe(410);
    });

    it('keep the link while the new password is too weak, and say why', async () => {
      const account = await portal.account({ displayName: 'Soizic Le Bihan' });
      await ask(account.email);
      const client = portal.visitor();
      const link = await resetLink(account.email);
      const weak = await client.submit(await client.get(link), 'main form', { password: 'soizic le bihan' });
      expect(weak.status).toBe(422);
      expect(weak.$('main').text()).toContain('Il contient votre nom');
      expect((await client.submit(weak, 'main form', { password: NEW })).path).toBe('/connexion');
    });

    it('confirm the address of who never did', async () => {
      const account = await portal.account({ confirmed: false });
      await ask(account.email);
      const client = portal.visitor();
      await client.submit(await client.get(await resetLink(account.email)), 'main form', { password: NEW });
      expect((await signIn(account.email, NEW)).status).toBe(200);
    });

    it('do not take a link made for something else', async () => {
      const account = await portal.account({ confirmed: false });
      await ask(account.email);
      const token = (await resetLink(account.email)).split('/').at(-1)!;
      expect((await portal.visitor().get(`/inscription/confirmation/${token}`)).status).toBe(404);
      const stored = await portal.database.getRepository(Account).findOneByOrFail({ id: account.id });
      expect(stored.confirmedAt).toBeNull();
    });

    it('are asked for only so often for one address', async () => {
      const account = await portal.account();
      const statuses = [];
      for (let attempt = 0; attempt < 5; attempt++) statuses.push((await ask(account.email)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 429]);
    });
  });

  describe('changed', () => {
    const change = async (client: PageClient, currentPassword: string, password: string): Promise<Page> =>
      client.submit(await client.get('/compte/mot-de-passe'), 'main form', { currentPassword, password });

    it('end the other sessions while this one goes on', async () => {
      const account = await portal.account();
      const [here, there] = [await portal.signIn(account), await portal.signIn(account)];
      const after = await change(here, TEST_PASSWORD, NEW);
      expect(after.path).toBe('/compte');
      expect(await isSignedIn(here)).toBe(true);
      expect(await isSignedIn(there)).toBe(false);
      expect((await signIn(account.email, TEST_PASSWORD)).status).toBe(422);
      expect((await signIn(account.email, NEW)).status).toBe(200);
    });

    it('want the present one, and a strong one', async () => {
      const client = await portal.signIn();
      const wrong = await change(client, 'not the right one', NEW);
      expect(wrong.$('#field-currentPassword-error').text()).toContain('mot de passe actuel');
      const weak = await change(client, TEST_PASSWORD, 'azertyuiop12');
      expect(weak.$('#field-password-error').length).toBe(1);
      expect(weak.html).not.toContain('azertyuiop12');
    });

    it('are chosen for the first time by who has none, with no other asked', async () => {
      const account = await portal.account();
      const client = await portal.signIn(account);
      await portal.database.query('UPDATE account SET password_hash = NULL WHERE id = $1', [account.id]);
      const page = await client.get('/compte/mot-de-passe');
      expect(page.$('[name=currentPassword]')).toHaveLength(0);
      await client.submit(page, 'main form', { password: NEW });
      expect((await signIn(account.email, NEW)).status).toBe(200);
    });

    it('cannot be guessed on a computer left open', async () => {
      const client = await portal.signIn();
      const statuses = [];
      for (let attempt = 0; attempt < 11; attempt++)
        statuses.push((await change(client, `guess ${attempt}`, NEW)).status);
      expect(statuses).toEqual([...Array(10).fill(422), 429]);
    });
  });
});
