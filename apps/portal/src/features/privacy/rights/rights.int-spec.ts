import { DAY, SECOND } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { ask as askService, aService } from '../../../testing/request-scene.js';
import { Account } from '../../accounts/account.entity.js';
import { RightsRequest } from './rights-request.entity.js';

describe('rights that people exercise by asking', () => {
  let portal: TestPortal;
  let operator: Account;
  let atDesk: PageClient;
  let admin: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal.structure('Une autre structure');
    operator = await portal.account({ operatorOf: (await portal.structure()).id });
    atDesk = await portal.signIn(operator);
    admin = await portal.signIn({ administrator: true });
  });
  afterAll(() => portal.stop());

  async function ask(client: PageClient, values: Record<string, string>): Promise<RightsRequest> {
    const page = await client.get('/compte/mes-donnees/demande');
    const after = await client.submit(page, 'form[action$="/demande"]', values);
    expect(after.path).toBe('/compte/mes-donnees');
    return portal.database
      .getRepository(RightsRequest)
      .findOneOrFail({ where: { status: 'open' }, order: { id: 'DESC' } });
  }

  it('reach the operators of the structure with a month to answer, and nobody else’s', async () => {
    const account = await portal.account({ displayName: 'Katell Morvan' });
    const client = await portal.signIn(account);
    await askService(portal, client, await aService(portal));
    const message = 'Cessez d’afficher mon nom dans vos listes.';
    const structure = (await portal.structure()).id;
    const request = await ask(client, { right: 'objection', structure, message });
    expect(request.dueAt).toEqual(new Date('2040-04-06T09:00:01.000Z'));
    expect((await portal.mailsTo(operator.email)).at(-1)!.body).toContain('6 avril 2040');
    expect((await atDesk.get('/operateur')).$('main').text()).toContain('Droit d’une personne');
    expect((await atDesk.get(`/operateur/droits/${request.id}`)).$('main').text()).toContain(message);
    const elsewhere = await portal.signIn({ operatorOf: (await portal.structure('Ailleurs')).id });
    expect((await elsewhere.get(`/operateur/droits/${request.id}`)).status).toBe(404);
    expect((await elsewhere.get('/operateur')).$('main').text()).not.toContain('Katell');
    expect((await admin.get(`/admin/droits/${request.id}`)).status).toBe(200);
    const shown = await atDesk.get(`/operateur/droits/${request.id}`);
    const empty = await atDesk.submit(shown, 'form[action$="/reponse"]', { decision: 'refused', answer: '' });
    expect(empty.status).toBe(422);
    await atDesk.submit(shown, 'form[action$="/reponse"]', { decision: 'accepted', answer: 'C’est fait.' });
    // A colleague who had the page open still is told that it is settled.
    const late = await atDesk.submit(shown, 'form[action$="/reponse"]', { decision: 'refused', answer: 'Non.' });
    expect(late.$('main, body').text()).toContain('déjà occupé');
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('C’est fait.');
    expect((await client.get('/compte/mes-donnees')).$('main').text()).toContain('C’est fait.');
  });

  it('are extended once, in time, with a reason that the person reads', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const request = await ask(client, { right: 'access', message: 'Tout ce que vous savez.' });
    const path = `/admin/droits/${request.id}`;
    const form = 'form[action$="/prolongation"]';
    await admin.submit(await admin.get(path), form, { reason: 'Trois structures à interroger.' });
    const after = await portal.database.getRepository(RightsRequest).findOneByOrFail({ id: request.id });
    expect(after.dueAt.getTime() - request.dueAt.getTime()).toBeGreaterThan(60 * DAY);
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('Trois structures à interroger.');
    expect((await admin.get(path)).$(form)).toHaveLength(0);
  });

  it('are recalled to those who answer before the month is over, and each day after', async () => {
    const client = await portal.signIn();
    const request = await ask(client, { right: 'restriction', message: 'Le temps de notre désaccord.' });
    const reminders = async (): Promise<number> => {
      const mails = await portal.database.query<unknown[]>(
        `SELECT 1 FROM outgoing_mail WHERE body LIKE '%' || $1 || '%' AND subject LIKE 'À répondre%'`,
        [request.id],
      );
      return mails.length;
    };
    await portal.runTask('remind-rights');
    expect(await reminders()).toBe(0);
    const week = request.dueAt.getTime() - 7 * DAY - portal.clock.now().getTime();
    portal.clock.advance(week);
    await portal.runTask('remind-rights');
    const first = await reminders();
    expect(first).toBeGreaterThan(0);
    portal.clock.advance(8 * DAY);
    await portal.runTask('remind-rights');
    expect(await reminders()).toBeGreaterThan(first);
    const desk = await portal.signIn({ administrator: true });
    expect((await desk.get('/admin/droits')).$('main').text()).toContain('En retard');
    portal.clock.advance(-week - 8 * DAY);
  });

  it('of relatives: the account is closed when the three documents were seen, and whoever still reads its mail can undo it', async () => {
    const account = await portal.account({ displayName: 'Per Jakez' });
    const visitor = portal.visitor();
    const values = {
      deceasedName: 'Per Jakez',
      deceasedEmail: account.email,
      kinship: 'sa fille',
      wish: 'close',
      name: 'Anna Jakez',
      email: 'anna@example.org',
      message: '',
    };
    const refused = await visitor.submit(await visitor.get('/proches'), 'main form', { ...values, name: '' });
    expect(refused.$('#field-name-error')).toHaveLength(1);
    expect((await visitor.submit(refused, 'main form', values)).path).toBe('/proches/envoyee');
    const { id } = await portal.database.getRepository(RightsRequest).findOneByOrFail({ email: 'anna@example.org' });
    const path = `/admin/droits/${id}`;
    const close = 'form[action$="/fermeture-du-compte"]';
    const find = (): Promise<Account> => portal.database.getRepository(Account).findOneByOrFail({ id: account.id });
    const fresh = await portal.signIn({ administrator: true });
    await fresh.submit(await fresh.get(path), close);
    expect((await find()).deleteAfter).toBeNull();
    const pieces = new URLSearchParams({ _csrf: fresh.csrf(await fresh.get(path)) });
    for (const piece of ['death-certificate', 'kinship', 'identity']) pieces.append('pieces', piece);
    await fresh.post(`${path}/pieces`, pieces);
    await fresh.submit(await fresh.get(path), close);
    expect((await find()).deleteAfter).toEqual(new Date(portal.clock.now().getTime() + 30 * DAY));
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('C’est une erreur ?');
    portal.clock.advance(SECOND);
    await portal.signIn(account);
    expect((await find()).deleteAfter).toBeNull();
    // A name that has no account gets the same answer.
    const unknown = { ...values, deceasedEmail: 'personne@example.org', email: 'autre@example.org' };
    expect((await visitor.submit(await visitor.get('/proches'), 'main form', unknown)).path).toBe('/proches/envoyee');
  });

  it('give the officer a register in words, as a table and as a tagged document', async () => {
    const page = await admin.get('/admin/registre');
    expect(page.$('main').text()).toContain('Tenir votre compte');
    const values = { name: 'Déléguée de l’agglomération', email: 'dpo@quimper.example' };
    await admin.submit(page, 'form[action$="/delegue"]', values);
    const get = (path: string): Promise<Response> =>
      fetch(`${portal.origin}${path}`, { headers: { cookie: `ronron=${admin.cookie('ronron')}` } });
    const csv = await (await get('/admin/registre/registre.csv')).text();
    expect(csv).toContain('Account;email;');
    expect(csv).toContain('Déléguée de l’agglomération');
    const pdf = Buffer.from(await (await get('/admin/registre/registre.pdf')).arrayBuffer()).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\.7/);
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).toMatch(/\/Lang \(fr/);
    const text = (await portal.visitor().get('/confidentialite')).$('main').text();
    for (const words of ['Garder ce que la loi oblige à garder', '5 ans', 'dpo@quimper.example']) {
      expect(text).toContain(words);
    }
  });

  it('open the restricted store for a written reason only', async () => {
    const fresh = await portal.signIn({ administrator: true });
    const page = await fresh.get('/admin/donnees-conservees');
    const form = 'form[action$="/donnees-conservees"]';
    const short = await fresh.submit(page, form, { about: operator.email, reason: 'pour voir' });
    expect(short.status).toBe(422);
    const found = await fresh.submit(page, form, { about: '127.0.0.1', reason: 'Réquisition du 3 mars 2040, n° 7' });
    expect(found.$('main').text()).toContain('Connexion');
    const entries = await portal.database.query<{ after: { reason: string } }[]>(
      `SELECT after FROM audit_entry WHERE action = 'retained-records.read'`,
    );
    expect(entries.map(({ after }) => after.reason)).toEqual(['Réquisition du 3 mars 2040, n° 7']);
  });
});
