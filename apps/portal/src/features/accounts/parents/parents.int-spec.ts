import { DAY, SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { Bounces } from '../../../platform/mail/bounces.js';
import { OutgoingMail } from '../../../platform/mail/outgoing-mail.entity.js';
import { linkIn } from '../../../testing/mailed-links.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { Account } from '../account.entity.js';

const SIGN_UP = 'form[action$="/inscription"]';
const WAIT = '/connexion/accord-parental';

interface Child {
  readonly email: string;
  readonly parent: string;
}

describe('below 15 years', () => {
  let portal: TestPortal;
  let count = 0;

  beforeAll(async () => {
    portal = await startTestPortal({ TRUSTED_PROXIES: '127.0.0.1' });
    await portal.commune();
  });
  afterAll(() => portal.stop());

  const newChild = (): Child => ({ email: `enfant${++count}@exemple.bzh`, parent: `parent${count}@exemple.bzh` });

  const accountOf = (email: string): Promise<Account | null> =>
    portal.database.getRepository(Account).findOneBy({ email });

  async function fill(values: Record<string, string | readonly string[]>): Promise<Page> {
    // Mails of one instant have no order.
    portal.clock.advance(SECOND);
    const client = portal.visitor();
    return client.submit(await client.get('/inscription'), SIGN_UP, {
      displayName: 'Lou Kerbrat',
      commune: 'quimper',
      password: TEST_PASSWORD,
      terms: 'yes',
      ...values,
    });
  }

  const signUp = ({ email, parent }: Child): Promise<Page> =>
    fill({ email, age: 'under-fifteen', parentEmail: parent });

  async function confirm({ email }: Child): Promise<Page> {
    portal.clock.advance(SECOND);
    const client = portal.visitor();
    const link = linkIn((await portal.mailsTo(email)).at(-1)!, '/inscription/confirmation/');
    return client.submit(await client.get(link), 'main form', { password: TEST_PASSWORD });
  }

  /** A child whose address is proved and whose parent has been asked. */
  async function waiting(): Promise<Child> {
    const child = newChild();
    await signUp(child);
    await confirm(child);
    return child;
  }

  async function signIn(email: string, client = portal.visitor(), password = TEST_PASSWORD): Promise<Page> {
    portal.clock.advance(SECOND);
    return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', { email, password });
  }

  const isSignedIn = async (client: PageClient): Promise<boolean> => (await client.get('/compte')).path === '/compte';

  const question = async (parent: string): Promise<string> =>
    linkIn((await portal.mailsTo(parent)).at(-1)!, '/accord-parental/');

  async function answer(link: string, value: 'agree' | 'refuse', client = portal.visitor()): Promise<Page> {
    portal.clock.advance(SECOND);
    return client.submit(await client.get(link), 'main form', { answer: value });
  }

  /** A child who is in, by the consent of a parent. */
  async function agreed(): Promise<Child> {
    const child = await waiting();
    await answer(await question(child.parent), 'agree');
    return child;
  }

  async function subjectsTo(email: string): Promise<string[]> {
    return (await portal.mailsTo(email)).map(({ subject }) => subject);
  }

  it('an account opens when the child has proved their mailbox and a parent has agreed', async () => {
    const child = newChild();
    expect((await signUp(child)).path).toBe('/inscription/envoi');
    expect(await portal.mailsTo(child.parent)).toEqual([]);
    expect((await confirm(child)).$('main').text()).toContain('quand il aura dit oui');
    const [asked] = await portal.mailsTo(child.parent);
    expect(asked!.body).toContain('Lou Kerbrat veut ouvrir un compte sur le portail des services libres de Quimper');
    expect(asked!.body).not.toContain(child.email);

    const browser = portal.visitor();
    expect((await signIn(child.email, browser)).path).toBe(WAIT);
    expect(await isSignedIn(browser)).toBe(false);

    const link = await question(child.parent);
    for (let look = 0; look < 2; look++) expect((await portal.visitor().get(link)).status).toBe(200);
    expect((await accountOf(child.email))!.confirmedAt).toBeNull();
    expect((await answer(link, 'agree')).path).toBe('/accord-parental/reponse/accord');
    expect(await subjectsTo(child.parent)).toEqual([
      'Un enfant vous demande votre accord',
      'Vous avez donné votre accord',
    ]);
    expect((await portal.mailsTo(child.email)).at(-1)!.subject).toBe('Votre compte est ouvert');
    expect((await signIn(child.email, browser)).path).toBe('/mes-services');
    expect((await browser.get('/compte')).$('main').text()).toContain(`Votre parent (${child.parent}) a donné`);
  });

  it.each<[{ age?: string; parentEmail?: string }, string]>([
    [{}, 'age'],
    [{ age: 'under-fifteen' }, 'parentEmail'],
    [{ age: 'under-fifteen', parentEmail: 'LOU@exemple.bzh' }, 'parentEmail'],
  ])('sign-up says beside the field what is missing: %j', async (values, field) => {
    const page = await fill({ email: 'lou@exemple.bzh', ...values });
    expect(page.status).toBe(422);
    expect(page.$('.field-error').length).toBe(1);
    expect(page.$(`#field-${field}-error`).length).toBe(1);
    expect(page.$('[name=age][checked]').attr('value')).toBe(values.age);
    expect(await accountOf('lou@exemple.bzh')).toBeNull();
  });

  it('nobody who is 15 or more is asked for anything, and no age stays', async () => {
    const { email, parent } = newChild();
    await fill({ email, age: 'fifteen-or-more', parentEmail: parent });
    await confirm({ email, parent });
    expect(await accountOf(email)).toMatchObject({ parentEmail: null, parentAskedAt: null });
    expect(await portal.mailsTo(parent)).toEqual([]);
    expect((await signIn(email)).path).toBe('/mes-services');
  });

  describe('until the parent agrees', () => {
    it('a wrong password learns nothing', async () => {
      const { email } = await waiting();
      const wrong = await signIn(email, portal.visitor(), 'pas le bon du tout');
      const nobody = await signIn('personne@exemple.bzh', portal.visitor(), 'pas le bon du tout');
      expect([wrong.path, wrong.status]).toEqual([nobody.path, nobody.status]);
      expect(wrong.$('.field-error').text()).toBe(nobody.$('.field-error').text());
      expect((await portal.visitor().get(WAIT)).path).toBe('/connexion');
    });

    it('neither a new password nor a mailed link gets in', async () => {
      const child = await waiting();
      const client = portal.visitor();
      await client.submit(await client.get('/mot-de-passe-oublie'), 'main form', { email: child.email });
      await portal.runJobs();
      const reset = linkIn((await portal.mailsTo(child.email)).at(-1)!, '/mot-de-passe/');
      await client.submit(await client.get(reset), 'main form', { password: 'agrafe pluie mandarine 7' });
      expect((await signIn(child.email, client, 'agrafe pluie mandarine 7')).path).toBe(WAIT);

      portal.clock.advance(SECOND);
      await client.submit(await client.get('/connexion/lien'), 'main form', { email: child.email });
      await portal.runJobs();
      const link = linkIn((await portal.mailsTo(child.email)).at(-1)!, '/connexion/lien/');
      expect((await client.submit(await client.get(link), 'main form')).path).toBe(WAIT);
      expect(await isSignedIn(client)).toBe(false);
      expect((await accountOf(child.email))!.confirmedAt).toBeNull();
      expect(await subjectsTo(child.parent)).toHaveLength(1);
    });

    it('a new password stands for the proof of the mailbox, and asks the parent', async () => {
      const child = newChild();
      await signUp(child);
      const client = portal.visitor();
      await client.submit(await client.get('/mot-de-passe-oublie'), 'main form', { email: child.email });
      await portal.runJobs();
      const reset = linkIn((await portal.mailsTo(child.email)).at(-1)!, '/mot-de-passe/');
      await client.submit(await client.get(reset), 'main form', { password: TEST_PASSWORD });
      expect((await signIn(child.email, client)).path).toBe(WAIT);
      expect(await subjectsTo(child.parent)).toEqual(['Un enfant vous demande votre accord']);
    });

    it('somebody else who signs up with the address changes nothing once it is proved, and everything before', async () => {
      const proved = await waiting();
      await fill({ email: proved.email, age: 'fifteen-or-more', password: 'agrafe pluie mandarine 7' });
      expect((await portal.mailsTo(proved.email)).at(-1)!.subject).toBe('Vous avez déjà un compte');
      expect((await signIn(proved.email)).path).toBe(WAIT);

      const unproved = newChild();
      await signUp(unproved);
      await fill({ email: unproved.email, age: 'fifteen-or-more' });
      expect(await accountOf(unproved.email)).toMatchObject({ parentEmail: null, parentAskedAt: null });
    });

    it('the child can correct the address of the parent: the first link is worth nothing then', async () => {
      const child = await waiting();
      const stranger = await question(child.parent);
      const client = portal.visitor();
      const page = await signIn(child.email, client);
      expect(page.$('input[name=parentEmail]').attr('value')).toBe(child.parent);
      const own = await client.submit(page, 'main form', { parentEmail: child.email });
      expect(own.$('#field-parentEmail-error').text()).toContain('votre propre adresse');
      const corrected = `mamm.${child.parent}`;
      expect((await client.submit(page, 'main form', { parentEmail: corrected })).path).toBe(WAIT);
      expect((await portal.visitor().get(stranger)).status).toBe(404);
      await answer(await question(corrected), 'agree');
      expect((await signIn(child.email, client)).path).toBe('/mes-services');
    });

    it('the child can have it sent again, a few times a day; every link works', async () => {
      const child = await waiting();
      const first = await question(child.parent);
      const client = portal.visitor();
      const page = await signIn(child.email, client);
      const statuses: number[] = [];
      for (let time = 0; time < 4; time++) {
        portal.clock.advance(SECOND);
        statuses.push((await client.submit(page, 'main form')).status);
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
      expect(await subjectsTo(child.parent)).toHaveLength(4);
      const last = await question(child.parent);
      expect((await portal.visitor().get(last)).status).toBe(200);
      expect((await answer(first, 'agree')).path).toBe('/accord-parental/reponse/accord');
      expect((await portal.visitor().get(last)).status).toBe(404);
    });

    it('the child asks again for two weeks, not for ever', async () => {
      const child = await waiting();
      portal.clock.advance(13 * DAY);
      const client = portal.visitor();
      await client.submit(await signIn(child.email, client), 'main form');
      expect(await subjectsTo(child.parent)).toHaveLength(2);
      portal.clock.advance(2 * DAY);
      const late = portal.visitor();
      expect((await signIn(child.email, late)).$('main form')).toHaveLength(0);
      // Nor by a page that was left open.
      const form = new URLSearchParams({ _csrf: late.csrf(await late.get('/connexion')), parentEmail: child.parent });
      expect((await late.post(WAIT, form)).path).toBe(WAIT);
      expect(await subjectsTo(child.parent)).toHaveLength(2);
      // What was sent last holds for its own time, and no longer.
      expect((await portal.visitor().get(await question(child.parent))).status).toBe(200);
      portal.clock.advance(13 * DAY);
      await portal.runTask('purge-accounts');
      expect(await accountOf(child.email)).toBeNull();
    });

    it('the child is told when the mail to the parent came back', async () => {
      const child = await waiting();
      const [mail] = await portal.mailsTo(child.parent);
      await portal.app.get(Bounces).mark(mail!, '550 no such user');
      expect((await accountOf(child.email))!.bouncedAt).toBeNull();
      expect((await signIn(child.email)).$('main').text()).toContain(`Notre message à ${child.parent} est revenu`);
    });

    it('operators see what is waited for, not who is asked, and can write to the parent again', async () => {
      const child = await waiting();
      const structure = await portal.structure();
      const operator = await portal.signIn({ operatorOf: structure.id });
      const { id } = (await accountOf(child.email))!;
      const page = await operator.get(`/operateur/personnes/${id}`);
      expect(page.$('main').text()).toContain('attend l’accord d’un parent');
      expect(page.html).not.toContain(child.parent);
      portal.clock.advance(SECOND);
      await operator.submit(page, 'form[action$="/confirmation"]');
      expect(await subjectsTo(child.parent)).toHaveLength(2);
    });

    it('the account goes when the parent has not answered within 14 days', async () => {
      const child = await waiting();
      const link = await question(child.parent);
      portal.clock.advance(14 * DAY - 60 * SECOND);
      await portal.runTask('purge-accounts');
      expect(await accountOf(child.email)).not.toBeNull();
      expect((await portal.visitor().get(link)).status).toBe(200);
      portal.clock.advance(60 * SECOND);
      await portal.runTask('purge-accounts');
      expect(await accountOf(child.email)).toBeNull();
      expect((await portal.visitor().get(link)).status).toBe(404);
    });
  });

  describe('the parent', () => {
    it('refuses: nothing of the account stays, and the child is told', async () => {
      const child = await waiting();
      const { id } = (await accountOf(child.email))!;
      expect((await answer(await question(child.parent), 'refuse')).path).toBe('/accord-parental/reponse/refus');
      expect(await accountOf(child.email)).toBeNull();
      expect(await portal.database.getRepository(OutgoingMail).countBy({ accountId: id })).toBe(0);
      expect(await portal.mailsTo(child.parent)).toEqual([]);
      expect(await subjectsTo(child.email)).toEqual(['Votre compte n’a pas été ouvert']);
      await portal.runJobs();
      expect(await portal.mailsTo(child.email)).toEqual([]);
    });

    it('agrees once, however often they click', async () => {
      const child = await waiting();
      const client = portal.visitor();
      const page = await client.get(await question(child.parent));
      const clicks = await Promise.all(
        [1, 2, 3].map(() => client.clone().submit(page, 'main form', { answer: 'agree' })),
      );
      expect(clicks.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
      expect((await subjectsTo(child.parent)).filter((one) => one === 'Vous avez donné votre accord')).toHaveLength(1);
    });

    it('is taken at one word when two parents answer differently at once', async () => {
      const child = await waiting();
      const client = portal.visitor();
      const page = await client.get(await question(child.parent));
      const [yes, no] = await Promise.all([
        client.clone().submit(page, 'main form', { answer: 'agree' }),
        client.clone().submit(page, 'main form', { answer: 'refuse' }),
      ]);
      expect([yes.status, no.status].filter((status) => status === 200)).toHaveLength(1);
      expect((await accountOf(child.email)) !== null).toBe(yes.status === 200);
    });

    it('answers neither by a form without an answer nor by a link that is none', async () => {
      const child = await waiting();
      const client = portal.visitor();
      const page = await client.get(await question(child.parent));
      expect((await client.submit(page, 'main form', { answer: 'maybe' })).status).toBe(422);
      expect((await accountOf(child.email))!.parentAgreedAt).toBeNull();
      for (const path of ['A'.repeat(43), 'retrait/x', 'reponse/merci'])
        expect((await portal.visitor().get(`/accord-parental/${path}`)).status).toBe(404);
    });

    it('takes the consent back by the link of the receipt, and can give it again', async () => {
      const child = await agreed();
      const browser = portal.visitor();
      await signIn(child.email, browser);
      const receipt = linkIn((await portal.mailsTo(child.parent)).at(-1)!, '/accord-parental/retrait/');
      const client = portal.visitor();
      const page = await client.get(receipt);
      expect(await isSignedIn(browser)).toBe(true);
      portal.clock.advance(SECOND);
      expect((await client.submit(page, 'main form')).path).toBe('/accord-parental/reponse/retrait');
      expect(await isSignedIn(browser)).toBe(false);
      const refused = await signIn(child.email, browser);
      expect(refused.$('h1').text()).toBe('Votre parent a retiré son accord');
      expect(refused.html).not.toContain(child.parent);
      expect(refused.$('main form')).toHaveLength(0);
      await portal.runTask('purge-accounts');
      await answer(await question(child.parent), 'agree');
      expect(await accountOf(child.email)).toMatchObject({ deleteAfter: null, confirmedAt: expect.any(Date) });
      expect((await signIn(child.email, browser)).path).toBe('/mes-services');
    });

    it('who took the consent back lets the account go, with their own address', async () => {
      const child = await agreed();
      const receipt = linkIn((await portal.mailsTo(child.parent)).at(-1)!, '/accord-parental/retrait/');
      const client = portal.visitor();
      await client.submit(await client.get(receipt), 'main form');
      const again = await question(child.parent);
      portal.clock.advance(14 * DAY);
      await portal.runTask('purge-accounts');
      expect(await accountOf(child.email)).not.toBeNull();
      portal.clock.advance(16 * DAY);
      expect((await signIn(child.email)).$('.field-error').text()).toContain('en train d’être effacé');
      await portal.runTask('purge-accounts');
      expect(await accountOf(child.email)).toBeNull();
      expect(await portal.mailsTo(child.parent)).toEqual([]);
      expect((await portal.visitor().get(again)).status).toBe(404);
    });

    it('who takes it back while the child says that they are 15 is heard', async () => {
      const child = await agreed();
      const receipt = linkIn((await portal.mailsTo(child.parent)).at(-1)!, '/accord-parental/retrait/');
      const [browser, client] = [portal.visitor(), portal.visitor()];
      await signIn(child.email, browser);
      const [own, page] = [await browser.get('/compte'), await client.get(receipt)];
      const { id } = (await accountOf(child.email))!;
      let said: Promise<unknown> = Promise.resolve();
      // The child is already let through when the parent's answer is written.
      await portal.database.transaction(async (manager) => {
        await manager.query('UPDATE account SET confirmed_at = NULL, parent_agreed_at = NULL WHERE id = $1', [id]);
        said = browser.submit(own, 'form[action$="/quinze-ans"]');
        await portal.untilSomebodyWaits();
      });
      await said;
      expect((await client.submit(page, 'main form')).path).toBe('/accord-parental/reponse/retrait');
      expect(await accountOf(child.email)).toMatchObject({ parentEmail: child.parent, confirmedAt: null });
    });

    it('is forgotten when the child says that they are 15 now', async () => {
      const child = await agreed();
      const receipt = linkIn((await portal.mailsTo(child.parent)).at(-1)!, '/accord-parental/retrait/');
      const browser = portal.visitor();
      await signIn(child.email, browser);
      portal.clock.advance(SECOND);
      const page = await browser.submit(await browser.get('/compte'), 'form[action$="/quinze-ans"]');
      expect(page.$('form[action$="/quinze-ans"]')).toHaveLength(0);
      expect(await accountOf(child.email)).toMatchObject({ parentEmail: null, parentAgreedAt: null });
      expect(await subjectsTo(child.parent)).toEqual(['Votre accord n’est plus nécessaire']);
      await portal.runJobs();
      expect(await portal.mailsTo(child.parent)).toEqual([]);
      expect((await portal.visitor().get(receipt)).status).toBe(404);
      expect(await isSignedIn(browser)).toBe(true);
    });
  });
});
