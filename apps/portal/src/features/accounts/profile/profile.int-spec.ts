import { DAY, SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { addTotp } from '../../../testing/factor-steps.js';
import { linkIn } from '../../../testing/mailed-links.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../account.entity.js';

describe('one’s own account', () => {
  let portal: TestPortal;
  let count = 0;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const stored = (id: string): Promise<Account> => portal.database.getRepository(Account).findOneByOrFail({ id });
  const newEmail = (): string => `ailleurs${++count}@exemple.bzh`;
  const askMove = async (client: PageClient, email: string): Promise<Page> => {
    // Mails of one instant have no order.
    portal.clock.advance(SECOND);
    return client.submit(await client.get('/compte/adresse'), 'main form', { email });
  };
  const follow = async (email: string, path: string, client = portal.visitor()): Promise<Page> => {
    portal.clock.advance(SECOND);
    const mail = (await portal.mailsTo(email)).filter(({ body }) => body.includes(path)).at(-1)!;
    return client.submit(await client.get(linkIn(mail, path)), 'main form');
  };
  const signIn = async (email: string): Promise<Page> => {
    const client = portal.visitor();
    const values = { email, password: TEST_PASSWORD };
    return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', values);
  };

  it('shows and keeps name, commune and language', async () => {
    const account = await portal.account();
    await portal.commune('Ergué-Gabéric', '29051');
    const client = await portal.signIn(account);
    const page = await client.get('/compte');
    expect(page.$('#field-commune').attr('value')).toBe('Quimper');
    const after = await client.submit(page, 'form[action="/compte"]', {
      displayName: '  Anne <b>Le Gall</b> ',
      commune: 'ergue gaberic',
      language: 'en',
    });
    expect(after.path).toBe('/compte');
    expect(after.$('main').text()).toContain('Votre profil est enregistré');
    expect(after.$('#field-displayName').attr('value')).toBe('Anne <b>Le Gall</b>');
    expect(after.$('b').length).toBe(0);
    expect(after.$('#field-commune').attr('value')).toBe('Ergué-Gabéric');
    expect((await stored(account.id)).locale).toBe('en');
  });

  it('tells who moves to a commune that is not served, and changes nothing', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const page = await client.submit(await client.get('/compte'), 'form[action="/compte"]', { commune: 'Brest' });
    expect(page.status).toBe(422);
    expect(page.$('.notice').text()).toContain('Brest');
    expect((await stored(account.id)).communeId).toBe(account.communeId);
  });

  it('says that mails come back, on the page and at sign-in', async () => {
    const account = await portal.account();
    await portal.database.getRepository(Account).update({ id: account.id }, { bouncedAt: portal.clock.now() });
    expect((await signIn(account.email)).$('main').text()).toContain('nous reviennent');
    const client = await portal.signIn(account);
    expect((await client.get('/compte')).$('.notice').text()).toContain(account.email);
  });

  describe('moves to another address', () => {
    it('once the new mailbox confirmed; the old one is told and may undo', async () => {
      const account = await portal.account();
      const client = await portal.signIn(account);
      const email = newEmail();
      expect((await askMove(client, email.toUpperCase())).path).toBe('/compte');
      expect((await stored(account.id)).email).toBe(account.email);
      expect((await follow(email, '/compte/adresse/confirmation/')).path).toBe('/connexion');
      expect((await stored(account.id)).email).toBe(email);
      expect((await signIn(email)).status).toBe(200);
      expect((await client.get('/compte')).path).toBe('/compte');
      expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain(email);
      expect((await portal.mailsTo(email)).map(({ subject }) => subject)).toContain(
        'Votre nouvelle adresse est enregistrée',
      );

      await follow(account.email, '/compte/adresse/retablissement/');
      expect((await stored(account.id)).email).toBe(account.email);
      expect((await client.get('/compte')).path).toContain('/connexion');
      // Whoever moved it knew the password, so it no longer opens anything.
      expect((await signIn(account.email)).status).toBe(422);
      const mail = (await portal.mailsTo(account.email)).find(({ body }) => body.includes('/mot-de-passe/'))!;
      expect((await portal.visitor().get(linkIn(mail, '/mot-de-passe/'))).status).toBe(200);
    });

    it('and back from the first address, even after a second move, which cannot undo that', async () => {
      const account = await portal.account();
      const [second, third] = [newEmail(), newEmail()];
      const thief = await portal.signIn(account);
      await askMove(thief, second);
      await follow(second, '/compte/adresse/confirmation/');
      await askMove(thief, third);
      await follow(third, '/compte/adresse/confirmation/');
      const undoOfSecond = (await portal.mailsTo(second)).find(({ body }) => body.includes('/retablissement/'))!;
      await follow(account.email, '/compte/adresse/retablissement/');
      expect((await stored(account.id)).email).toBe(account.email);
      expect((await portal.visitor().get(linkIn(undoOfSecond, '/compte/adresse/'))).status).toBe(404);
    });

    it('and back without the application of codes that whoever moved it added', async () => {
      const account = await portal.account();
      const thief = await portal.signIn(account);
      await addTotp(portal, thief);
      const email = newEmail();
      await askMove(thief, email);
      await follow(email, '/compte/adresse/confirmation/');
      await follow(account.email, '/compte/adresse/retablissement/');
      const { secondFactorSince } = await stored(account.id);
      expect(secondFactorSince).toBeNull();
      expect(await portal.database.query('SELECT 1 FROM totp_secret WHERE account_id = $1', [account.id])).toEqual([]);
    });

    it('within seven days only', async () => {
      const account = await portal.account();
      const email = newEmail();
      await askMove(await portal.signIn(account), email);
      await follow(email, '/compte/adresse/confirmation/');
      const mail = (await portal.mailsTo(account.email)).at(-1)!;
      portal.clock.advance(7 * DAY);
      expect((await portal.visitor().get(linkIn(mail, '/compte/adresse/'))).status).toBe(410);
      portal.clock.advance(-7 * DAY);
    });

    it('without telling whether the new address has an account', async () => {
      const neighbour = await portal.account();
      const account = await portal.account();
      const client = await portal.signIn(account);
      const page = await askMove(client, neighbour.email);
      expect(page.path).toBe('/compte');
      expect(page.$('main').text()).toContain(neighbour.email);
      const mails = await portal.mailsTo(neighbour.email);
      expect(mails.map(({ subject }) => subject)).toEqual(['Cette adresse a déjà un compte']);
      expect(mails[0]!.body).not.toContain('/confirmation/');
    });

    it('unless somebody signed up with it meanwhile', async () => {
      const account = await portal.account();
      const email = newEmail();
      await askMove(await portal.signIn(account), email);
      await portal.account({ email });
      const page = await follow(email, '/compte/adresse/confirmation/');
      expect(page.status).toBe(409);
      expect((await stored(account.id)).email).toBe(account.email);
    });

    it('even if somebody signed up with it and never confirmed', async () => {
      const account = await portal.account();
      const email = newEmail();
      await askMove(await portal.signIn(account), email);
      await portal.account({ email, confirmed: false });
      await follow(email, '/compte/adresse/confirmation/');
      expect((await stored(account.id)).email).toBe(email);
    });

    it('only with a new address', async () => {
      const account = await portal.account();
      const client = await portal.signIn(account);
      expect((await askMove(client, account.email)).$('#field-email-error').length).toBe(1);
    });
  });
});
