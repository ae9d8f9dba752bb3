import { DAY, MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import type { Account } from '../accounts/account.entity.js';
import { RoleGrant } from '../roles/role-grant.entity.js';
import { HelpConversation } from './help-conversation.entity.js';
import { HelpMessage } from './help-message.entity.js';
import { HelpService } from './help.service.js';

const ASK = 'form[action$="/aide"]';
const WRITE = 'form[action$="/messages"]';

describe('help', () => {
  let portal: TestPortal;
  let structureId: string;
  let operator: Account;
  let stranger: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    await service('blocs-notes', structureId);
    operator = await portal.account({ operatorOf: structureId, displayName: 'Katell' });
    const other = await portal.structure('Coopérative voisine');
    stranger = await portal.signIn({ operatorOf: other.id });
  });
  afterAll(() => portal.stop());

  async function service(slug: string, ofStructure: string): Promise<void> {
    const [softwareId, id] = [portal.newId(), portal.newId()];
    await portal.database.query(
      `INSERT INTO software (id, name, licence, website, source_url) VALUES ($1, $2, 'Apache-2.0', '', '')`,
      [softwareId, slug],
    );
    await portal.database.query(
      `INSERT INTO service (id, slug, structure_id, software_id, name, summary, address, access_mode, connector_id,
         published, created_at, updated_at)
       VALUES ($1, $2, $3, $4, 'Blocs-notes', 'Écrire', 'https://example.org/', 'open', 'dummy', true, $5, $5)`,
      [id, slug, ofStructure, softwareId, portal.clock.now()],
    );
  }

  const question = (values: Record<string, string> = {}): Record<string, string> => ({
    kind: 'fault',
    subject: 'Mes pages sont blanches',
    message: 'Depuis ce matin, tout est blanc.',
    ...values,
  });

  async function ask(client: PageClient, values: Record<string, string> = {}, path = '/aide'): Promise<Page> {
    return client.submit(await client.get(path), ASK, question(values));
  }

  const about = (subject: string): Promise<HelpConversation> =>
    portal.database.getRepository(HelpConversation).findOneByOrFail({ subject });

  /** The visitor's link in the newest mail to an address. */
  async function linkIn(email: string): Promise<string> {
    const mail = (await portal.mailsTo(email)).at(-1)!;
    return /http:\/\/localhost:8080(\/aide\/[\w-]+\?cle=[\w-]+)/.exec(mail.body)![1]!;
  }

  it('from a visitor reaches the operators of the service, whose answer comes back by a secret link', async () => {
    const visitor = portal.visitor();
    const form = await visitor.get('/aide?service=blocs-notes');
    expect(form.$('select[name=service] option[selected]').attr('value')).toBe('blocs-notes');
    const sent = await visitor.submit(form, ASK, question({ email: 'Visiteuse@Example.org', name: 'Anne' }));
    expect(sent.path).toBe('/aide/envoyee');
    const toOperator = (await portal.mailsTo(operator.email)).at(-1)!;
    expect(toOperator.subject).toContain('Mes pages sont blanches');
    expect(toOperator.body).toContain('tout est blanc');

    const client = await portal.signIn(operator);
    const list = await client.get('/operateur/aide');
    expect(list.html).toContain('Mes pages sont blanches');
    const { id } = await about('Mes pages sont blanches');
    const page = await client.get(`/operateur/aide/${id}`);
    expect(page.html).toContain('visiteuse@example.org');
    await client.submit(page, WRITE, { message: 'C’est réparé. <b>Merci</b> !' });

    const answered = await visitor.get(await linkIn('visiteuse@example.org'));
    expect(answered.$('.conversation').text()).toContain('C’est réparé. <b>Merci</b> !');
    const again = await visitor.submit(answered, WRITE, { message: 'Chez moi, non.' });
    expect(again.path).toContain('?cle=');
    expect(again.$('.conversation').text()).toContain('Chez moi, non.');
    expect((await about('Mes pages sont blanches')).waitingSince).not.toBeNull();
  });

  it('is opened by its own link only: not by its id, nor by another’s link', async () => {
    const visitor = portal.visitor();
    await ask(visitor, { subject: 'La mienne', email: 'mienne@example.org' });
    await ask(visitor, { subject: 'La leur', email: 'leur@example.org' });
    const mine = await linkIn('mienne@example.org');
    const theirs = await linkIn('leur@example.org');
    const { id } = await about('La leur');
    expect((await visitor.get(mine)).status).toBe(200);
    for (const path of [
      `/aide/${id}`,
      `/aide/${id}?cle=${mine.split('cle=')[1]!}`,
      `/aide/${id}?cle=%00`,
      `${theirs}x`,
    ]) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
    }
    const resident = await portal.signIn();
    const token = resident.csrf(await resident.get('/aide'));
    for (const verb of ['messages', 'cloture', 'reouverture']) {
      const body = new URLSearchParams({ _csrf: token, message: 'Intrusion', cle: mine.split('cle=')[1]! });
      expect((await resident.post(`/aide/${id}/${verb}`, body)).status).toBe(404);
    }
    expect((await resident.get(`/aide/${id}`)).status).toBe(404);
  });

  it('from somebody signed in needs no address, and stands on their page', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const page = await ask(client, { subject: 'Mon quota', service: 'blocs-notes', kind: 'question' });
    expect(page.$('h1').text()).toBe('Mon quota');
    expect((await client.get('/aide')).html).toContain('Mon quota');
    const { id } = await about('Mon quota');
    const operatorClient = await portal.signIn(operator);
    await operatorClient.submit(await operatorClient.get(`/operateur/aide/${id}`), WRITE, { message: 'Voilà.' });
    const mail = (await portal.mailsTo(account.email)).at(-1)!;
    expect(mail.body).toContain(`/aide/${id}\n`);
    expect((await portal.visitor().get(`/aide/${id}`)).status).toBe(404);
  });

  it('is never seen by operators of another structure, nor by administrators in passing', async () => {
    const client = await portal.signIn();
    await ask(client, { subject: 'Entre nous', service: 'blocs-notes' });
    const { id } = await about('Entre nous');
    expect((await stranger.get('/operateur/aide')).html).not.toContain('Entre nous');
    expect((await stranger.get(`/operateur/aide/${id}`)).status).toBe(404);
    const administrator = await portal.signIn({ administrator: true });
    expect((await administrator.get(`/admin/aide/${id}`)).status).toBe(404);
    for (const [who, base] of [
      [stranger, '/operateur/aide'],
      [administrator, '/admin/aide'],
    ] as const) {
      const token = who.csrf(await who.get('/aide'));
      for (const verb of ['messages', 'cloture', 'reouverture']) {
        const answer = await who.post(`${base}/${id}/${verb}`, new URLSearchParams({ _csrf: token, message: 'Non' }));
        expect(answer.status).toBe(404);
      }
    }
    expect(await portal.database.getRepository(HelpMessage).countBy({ conversationId: id })).toBe(1);
  });

  it('about the portal itself reaches the administrators', async () => {
    const administrator = await portal.account({ administrator: true });
    await ask(await portal.signIn(), { subject: 'Le portail est joli' });
    expect((await portal.mailsTo(administrator.email)).at(-1)!.body).toContain('/admin/aide/');
    const client = await portal.signIn(administrator);
    const { id } = await about('Le portail est joli');
    expect((await client.get('/admin/aide')).html).toContain('Le portail est joli');
    const page = await client.submit(await client.get(`/admin/aide/${id}`), WRITE, { message: 'Merci !' });
    expect(page.html).toContain('Merci !');
    const operatorClient = await portal.signIn(operator);
    expect((await operatorClient.get('/operateur/aide')).html).not.toContain('Le portail est joli');
  });

  it('is closed and reopened by both sides, which the log keeps', async () => {
    const client = await portal.signIn();
    const page = await ask(client, { subject: 'Résolue ?', service: 'blocs-notes' });
    const { id } = await about('Résolue ?');
    const closed = await client.submit(page, 'form[action$="/cloture"]');
    expect(closed.$('form[action$="/reouverture"]')).toHaveLength(1);
    await client.submit(closed, 'form[action$="/reouverture"]');
    expect((await about('Résolue ?')).status).toBe('open');
    const operatorClient = await portal.signIn(operator);
    await operatorClient.submit(await operatorClient.get(`/operateur/aide/${id}`), 'form[action$="/cloture"]');
    expect((await about('Résolue ?')).status).toBe('closed');
    expect((await operatorClient.get('/operateur/aide?etat=fermees')).html).toContain('Résolue ?');
    const entries = await portal.database.getRepository(AuditEntry).findBy({ subjectId: id });
    expect(entries.map(({ action, structureId: of }) => [action, of])).toEqual([['help.closed', structureId]]);
    await client.submit(await client.get(`/aide/${id}`), WRITE, { message: 'Pas tout à fait.' });
    expect((await about('Résolue ?')).status).toBe('open');
  });

  it('sent twice is one conversation, and an answer sent twice is one answer', async () => {
    const client = await portal.signIn();
    const form = await client.get('/aide');
    const pages = await Promise.all(
      [1, 2].map(() => client.clone().submit(form, ASK, question({ subject: 'Deux fois' }))),
    );
    expect(pages[0]!.path).toBe(pages[1]!.path);
    await Promise.all([1, 2].map(() => client.clone().submit(pages[0]!, WRITE, { message: 'Encore' })));
    const { id } = await about('Deux fois');
    expect(await portal.database.getRepository(HelpMessage).countBy({ conversationId: id })).toBe(2);
  });

  it.each([
    ['no message', { message: ' ' }, 'message'],
    ['no subject', { subject: '' }, 'subject'],
    ['an unknown kind', { kind: 'plainte' }, 'kind'],
    ['an unknown service', { service: 'n-existe-pas' }, 'service'],
    ['a bad address', { email: 'anne@' }, 'email'],
    ['a NUL', { message: 'un\u0000deux' }, 'message'],
    ['a message like a book', { message: 'x'.repeat(60_000) }, 'message'],
  ])('with %s says so beside the field and keeps the rest', async (_, values, field) => {
    const page = await ask(portal.visitor(), { name: 'Anne', email: 'anne@example.org', ...values });
    expect(page.status).toBe(422);
    expect(page.$(`#field-${field}-error`).text()).not.toBe('');
    expect(page.$('#field-name').attr('value')).toBe('Anne');
  });

  it('cannot be used to flood a mailbox', async () => {
    await portal.database.query('DELETE FROM rate_limit');
    const visitor = portal.visitor();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt++) {
      statuses.push((await ask(visitor, { subject: `Numéro ${attempt}`, email: 'cible@example.org' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(await portal.mailsTo('cible@example.org')).toHaveLength(10);
    await portal.database.query('DELETE FROM rate_limit');
  }, 30_000);

  it('waits on the desk until it is answered, the longest first; daily mails say how many', async () => {
    const structure = await portal.structure('Structure du bureau');
    await service('bureau', structure.id);
    const account = await portal.account({ operatorOf: structure.id });
    await portal.database.getRepository(RoleGrant).update({ accountId: account.id }, { notify: 'daily' });
    await ask(await portal.signIn(), { subject: 'Première', service: 'bureau' });
    portal.clock.advance(MINUTE);
    await ask(await portal.signIn(), { subject: 'Seconde', service: 'bureau' });
    expect(await portal.mailsTo(account.email)).toHaveLength(0);
    const waiting = (): Promise<string[]> =>
      portal.app
        .get(HelpService, { strict: false })
        .waitingFor({ structures: [structure.id], administrator: false } as never)
        .then((found) => found.map(({ subject }) => subject));
    expect(await waiting()).toEqual(['Première', 'Seconde']);
    await portal.runTask('help-digest');
    expect((await portal.mailsTo(account.email)).map((mail) => mail.subject)).toEqual([
      '2 conversations attendent une réponse',
    ]);
    const client = await portal.signIn(account);
    const { id } = await about('Première');
    await client.submit(await client.get(`/operateur/aide/${id}`), WRITE, { message: 'Oui.' });
    expect(await waiting()).toEqual(['Seconde']);
  });

  it('is forgotten a year after it was closed', async () => {
    const client = await portal.signIn();
    const page = await ask(client, { subject: 'À oublier' });
    await client.submit(page, 'form[action$="/cloture"]');
    portal.clock.advance(366 * DAY);
    await portal.runTask('purge-personal-data');
    expect(await portal.database.getRepository(HelpConversation).existsBy({ subject: 'À oublier' })).toBe(false);
    expect(await portal.database.getRepository(HelpConversation).existsBy({ subject: 'La leur' })).toBe(true);
  });
});
