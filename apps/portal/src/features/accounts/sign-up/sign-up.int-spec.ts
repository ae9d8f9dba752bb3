import { jest } from '@jest/globals';
import type { Page, PageClient } from '@ronron/testing';
import { DAY, HOUR, SECOND } from '@ronron/kernel';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { linkIn } from '../../../testing/mailed-links.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { Account } from '../account.entity.js';
import { AccountToken } from '../account-token.entity.js';

const FORM = 'form[action$="/inscription"]';
const GOOD = 'brume violon tisane 62';

describe('signing up', () => {
  let portal: TestPortal;
  let count = 0;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal.commune();
  });
  afterAll(() => portal.stop());

  const newEmail = (): string => `nouvelle${++count}@exemple.bzh`;

  async function fill(
    values: Record<string, string | readonly string[]> = {},
    client: PageClient = portal.visitor(),
  ): Promise<Page> {
    // Mails of one instant have no order.
    portal.clock.advance(SECOND);
    return client.submit(await client.get('/inscription'), FORM, {
      displayName: 'Rozenn Cariou',
      email: newEmail(),
      age: 'fifteen-or-more',
      commune: 'quimper',
      language: 'fr',
      password: GOOD,
      terms: 'yes',
      ...values,
    });
  }

  const accountOf = (email: string): Promise<Account | null> =>
    portal.database.getRepository(Account).findOneBy({ email });

  async function confirmLink(email: string): Promise<string> {
    return linkIn((await portal.mailsTo(email)).at(-1)!, '/inscription/confirmation/');
  }

  async function signIn(email: string, password: string): Promise<Page> {
    const client = portal.visitor();
    return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', { email, password });
  }

  it('leads from the form to the first sign-in, by a link in the mailbox', async () => {
    const email = newEmail();
    const sent = await fill({ email: ` ${email.toUpperCase()} `, commune: '29000' });
    expect(sent.path).toBe('/inscription/envoi');
    expect((await signIn(email, GOOD)).status).toBe(422);
    const client = portal.visitor();
    const page = await client.get(await confirmLink(email));
    expect(page.status).toBe(200);
    const after = await client.submit(page, 'main form', { password: GOOD });
    expect(after.path).toBe('/connexion');
    expect(after.$('main').text()).toContain('Votre adresse est confirmée');
    // Whoever clicked may not be who chose the password.
    expect((await client.get('/mes-services')).path).toContain('/connexion');
    expect((await signIn(email, GOOD)).status).toBe(200);
    expect(await accountOf(email)).toMatchObject({ displayName: 'Rozenn Cariou', termsVersion: '1', locale: 'fr' });
  });

  it('does not use the link up when a mail scanner looks at it', async () => {
    const email = newEmail();
    await fill({ email });
    const link = await confirmLink(email);
    for (let look = 0; look < 3; look++) expect((await portal.visitor().get(link)).status).toBe(200);
    expect((await accountOf(email))!.confirmedAt).toBeNull();
    const client = portal.visitor();
    await client.submit(await client.get(link), 'main form', { password: GOOD });
    expect((await accountOf(email))!.confirmedAt).not.toBeNull();
  });

  it('confirms nothing for who does not know the password: somebody else may have signed up with their address', async () => {
    const email = newEmail();
    await fill({ email, password: 'agrafe pluie mandarine 7' });
    const client = portal.visitor();
    const refused = await client.submit(await client.get(await confirmLink(email)), 'main form', { password: GOOD });
    expect(refused.status).toBe(422);
    expect(refused.$('main a[href="/mot-de-passe-oublie"]')).toHaveLength(1);
    expect((await accountOf(email))!.confirmedAt).toBeNull();
  });

  it('takes a confirmation that is sent twice at once for one', async () => {
    const email = newEmail();
    await fill({ email });
    const client = portal.visitor();
    const page = await client.get(await confirmLink(email));
    const both = await Promise.all([
      client.submit(page, 'main form', { password: GOOD }),
      client.clone().submit(page, 'main form', { password: GOOD }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 410]);
    const again = await client.get(await confirmLink(email));
    expect(again.status).toBe(410);
    expect(again.$('main').text()).toContain('déjà servi');
    expect(again.$('main a[href="/connexion"]').length).toBe(1);
  });

  it('lets the link expire after 48 hours', async () => {
    const email = newEmail();
    await fill({ email });
    const link = await confirmLink(email);
    portal.clock.advance(48 * HOUR);
    const page = await portal.visitor().get(link);
    expect(page.status).toBe(410);
    expect(page.$('main').text()).toContain('n’est plus valable');
    portal.clock.advance(-48 * HOUR);
  });

  it.each(['x', 'A'.repeat(43), '%00', '..%2f..', 'A'.repeat(190)])('answers 404 for the link "%s"', async (token) => {
    const page = await portal.visitor().get(`/inscription/confirmation/${token}`);
    expect([404, 400]).toContain(page.status);
  });

  it('never stores the secret of a link', async () => {
    const email = newEmail();
    await fill({ email });
    const token = (await confirmLink(email)).split('/').at(-1)!;
    const rows = await portal.database.getRepository(AccountToken).find();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('tells the mailbox, not the page, that the address has an account', async () => {
    const holder = await portal.account({ displayName: 'Yann Kerbrat' });
    const unknown = newEmail();
    const [taken, free] = [await fill({ email: holder.email }), await fill({ email: unknown })];
    expect(taken.path).toBe(free.path);
    expect(taken.$('main').text()).toBe(free.$('main').text());
    const [mail, ...more] = await portal.mailsTo(holder.email);
    expect(more).toEqual([]);
    expect(mail!.subject).toBe('Vous avez déjà un compte');
    expect(mail!.body).not.toContain('Rozenn');
    expect(await accountOf(holder.email)).toMatchObject({ displayName: 'Yann Kerbrat', id: holder.id });
    expect((await signIn(holder.email, TEST_PASSWORD)).status).toBe(200);
    expect((await signIn(holder.email, GOOD)).status).toBe(422);
  });

  it('replaces a sign-up that was never confirmed, and voids its link', async () => {
    const email = newEmail();
    await fill({ email, displayName: 'Somebody else', password: 'agrafe pluie mandarine 7' });
    const old = await confirmLink(email);
    await fill({ email, displayName: 'Rozenn' });
    expect((await portal.visitor().get(old)).status).toBe(404);
    const client = portal.visitor();
    await client.submit(await client.get(await confirmLink(email)), 'main form', { password: GOOD });
    expect(await accountOf(email)).toMatchObject({ displayName: 'Rozenn' });
    expect((await signIn(email, 'agrafe pluie mandarine 7')).status).toBe(422);
    expect((await signIn(email, GOOD)).status).toBe(200);
  });

  it('makes one account of several sign-ups of one address at once, whose last link works', async () => {
    const email = newEmail();
    const pages = await Promise.all([1, 2, 3].map(() => fill({ email })));
    expect(pages.map((page) => page.path)).toEqual(Array(3).fill('/inscription/envoi'));
    expect(await portal.database.getRepository(Account).countBy({ email })).toBe(1);
    const links = (await portal.mailsTo(email)).map((mail) => linkIn(mail, '/inscription/confirmation/'));
    const statuses = await Promise.all(links.map(async (link) => (await portal.visitor().get(link)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('asks which commune is meant when several go by that name, and keeps what was typed', async () => {
    const client = portal.visitor();
    const email = newEmail();
    const asked = await fill({ email, commune: '29120' }, client);
    expect(asked.status).toBe(422);
    const offered = asked
      .$('input[name=communeChoice]')
      .map((_, input) => asked.$(input).attr('value'))
      .get();
    expect(offered).toContain('29037');
    expect(asked.$('input[name=displayName]').attr('value')).toBe('Rozenn Cariou');
    expect(asked.$('input[name=password]').attr('value')).toBeUndefined();
    await portal.commune('Combrit', '29037');
    const sent = await client.submit(asked, FORM, { communeChoice: '29037', password: GOOD });
    expect(sent.path).toBe('/inscription/envoi');
    const account = await portal.database
      .getRepository(Account)
      .findOne({ where: { email }, relations: { commune: true } });
    expect(account!.commune!.name).toBe('Combrit');
  });

  it('tells residents of other communes who can help instead', async () => {
    const pluguffan = await portal.commune('Pluguffan', '29216', false);
    pluguffan.notServedMessage = 'L’espace public numérique de Quimper vous reçoit le mercredi.';
    await portal.database.getRepository('Commune').save(pluguffan);
    const own = await fill({ commune: 'Pluguffan' });
    expect(own.status).toBe(422);
    expect(own.$('.notice').text()).toContain('vous reçoit le mercredi');
    const general = await fill({ commune: 'Strasbourg' });
    expect(general.$('.notice').text()).toContain('Strasbourg');
    expect(general.$('.notice').text()).toContain('mairie');
  });

  it('explains why a password is weak', async () => {
    for (const password of ['court', 'rozenn cariou', 'azertyuiop12']) {
      const page = await fill({ password });
      expect(page.status).toBe(422);
      expect(page.$('#field-password-error').text()).toContain('facile à deviner');
      expect(page.$('progress').length).toBe(1);
      expect(page.$('main ul li').text().length).toBeGreaterThan(20);
    }
  });

  it('judges a password while it is typed, when there is a script to ask', async () => {
    const client = portal.visitor();
    const _csrf = client.csrf(await client.get('/inscription'));
    const judge = (password: string): Promise<Page> =>
      client.post('/mot-de-passe/solidite', new URLSearchParams({ _csrf, password, displayName: 'Rozenn Cariou' }));
    const weak = await judge('rozenn cariou');
    expect(weak.$('progress').attr('value')).toBe('0');
    expect(weak.$('li').text()).toContain('votre nom');
    expect((await judge(GOOD)).$('li').length).toBe(0);
    expect((await judge('')).html.trim()).toBe('');
    expect((await judge('<b>'.repeat(60))).$('b').length).toBe(0);
  });

  it('does the same work whether or not the address has an account, so that time does not tell', async () => {
    const hash = jest.spyOn(portal.app.get(Passwords), 'hash');
    const holder = await portal.account();
    for (const email of [holder.email, newEmail()]) {
      hash.mockClear();
      await fill({ email });
      expect(hash).toHaveBeenCalledTimes(1);
    }
    hash.mockRestore();
  });

  it('wants the terms accepted, in the version that the page showed', async () => {
    expect((await fill({ terms: [] })).$('#field-terms-error').length).toBe(1);
    expect((await fill({ termsVersion: '0' })).$('#field-terms-error').text()).toContain('viennent de changer');
  });

  it.each([
    ['an array', { email: ['a@b.fr', 'c@d.fr'] }, 422],
    ['a NUL', { displayName: 'Ro\u0000zenn' }, 422],
    ['a name in a mail header', { email: 'a@b.fr\r\nBcc: x@y.fr' }, 422],
    ['a huge name', { displayName: 'x'.repeat(5000) }, 422],
    ['300 kB', { displayName: 'x'.repeat(300_000) }, 413],
    ['a language of its own', { language: 'de' }, 422],
    ['a commune that does not exist', { commune: 'Nulle-Part', communeChoice: '29232' }, 422],
  ])('answers %s with an error that people can read', async (_, values, status) => {
    const page = await fill(values);
    expect(page.status).toBe(status);
    expect(page.$('h1').length).toBe(1);
    expect(page.html).not.toMatch(/at .*\.js:\d+/);
  });

  it('reads bytes that are not UTF-8 as an error beside their field', async () => {
    const client = portal.visitor();
    const token = client.csrf(await client.get('/inscription'));
    const page = await client.post('/inscription', `_csrf=${encodeURIComponent(token)}&displayName=%ff%fe`, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(page.status).toBe(422);
  });

  it('purges what was not confirmed within 30 days, and nothing else', async () => {
    const email = newEmail();
    await fill({ email });
    const confirmed = await portal.account();
    portal.clock.advance(29 * DAY);
    await portal.runTask('purge-accounts');
    expect(await accountOf(email)).not.toBeNull();
    portal.clock.advance(DAY + HOUR);
    await portal.runTask('purge-accounts');
    expect(await accountOf(email)).toBeNull();
    expect(await accountOf(confirmed.email)).not.toBeNull();
  });
});
