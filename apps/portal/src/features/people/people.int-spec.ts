import type { Page, PageClient } from '@ronron/testing';
import { testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../testing/portal-harness.js';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import { Account } from '../accounts/account.entity.js';

describe('the people of a structure', () => {
  let portal: TestPortal;
  let structureId: string;
  let serviceId: string;
  let operator: PageClient;
  let stranger: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    serviceId = await service(structureId);
    const other = await portal.structure('Coopérative voisine');
    await service(other.id);
    operator = await portal.signIn({ operatorOf: structureId });
    stranger = await portal.signIn({ operatorOf: other.id });
  });
  afterAll(() => portal.stop());

  async function service(ofStructure: string): Promise<string> {
    const [softwareId, id] = [portal.newId(), portal.newId()];
    await portal.database.query(
      `INSERT INTO software (id, name, licence, website, source_url) VALUES ($1::uuid, $1::text, 'MIT', '', '')`,
      [softwareId],
    );
    await portal.database.query(
      `INSERT INTO service (id, slug, structure_id, software_id, name, summary, address, access_mode, connector_id,
         published, created_at, updated_at)
       VALUES ($1::uuid, $1::text, $2, $3, 'Blocs-notes', 'Écrire', 'https://example.org/', 'open', 'dummy', true, $4, $4)`,
      [id, ofStructure, softwareId, portal.clock.now()],
    );
    return id;
  }

  /** Somebody who has a service of the structure. */
  async function person(displayName: string, email: string): Promise<Account> {
    const account = await portal.account({ displayName, email });
    await portal.database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at)
       VALUES ($1, $2, $3, 'active', $4, $4)`,
      [portal.newId(), serviceId, account.id, portal.clock.now()],
    );
    return account;
  }

  const act = async (client: PageClient, path: string, values: Record<string, string> = {}): Promise<Page> => {
    const token = client.csrf(await client.get('/operateur/personnes'));
    return client.post(path, new URLSearchParams({ _csrf: token, ...values }));
  };

  it('are found by name or by the beginning of their address, and nobody else is', async () => {
    await person('Soizic Le Bihan', 'soizic@example.org');
    await portal.account({ displayName: 'Soizic Inconnue', email: 'soizic.ailleurs@example.org' });
    const names = async (query: string): Promise<string> =>
      (await operator.get(`/operateur/personnes${query}`)).$('main table, main').text();
    expect(await names('')).toContain('Soizic Le Bihan');
    expect(await names('?q=bihan')).toContain('Soizic Le Bihan');
    expect(await names('?q=SOIZIC@')).toContain('Soizic Le Bihan');
    expect(await names('?q=soizic')).not.toContain('Soizic Inconnue');
    expect(await names('?q=%25')).not.toContain('Soizic Le Bihan');
    expect(await names('?q=%00')).toContain('Soizic Le Bihan');
    expect((await stranger.get('/operateur/personnes')).html).not.toContain('Soizic Le Bihan');
  });

  it('come page after page, each person once', async () => {
    for (let index = 0; index < 31; index++) await person(`Page ${index}`, `page${index}@example.org`);
    const seen: string[] = [];
    let path: string | undefined = '/operateur/personnes?q=page';
    while (path !== undefined) {
      const page: Page = await operator.get(path);
      page.$('tbody tr a').each((_, link) => void seen.push(page.$(link).text().trim()));
      path = page.$('a[href*="apres="]').attr('href');
    }
    expect(seen).toHaveLength(31);
    expect(new Set(seen).size).toBe(31);
  });

  it('are no business of operators of another structure', async () => {
    const account = await person('Lena Quéré', 'lena@example.org');
    expect((await operator.get(`/operateur/personnes/${account.id}`)).html).toContain('lena@example.org');
    expect((await stranger.get(`/operateur/personnes/${account.id}`)).status).toBe(404);
    for (const verb of ['suspension', 'reprise', 'confirmation']) {
      const answer = await act(stranger, `/operateur/personnes/${account.id}/${verb}`, { reason: 'Non' });
      expect([verb, answer.status]).toEqual([verb, 404]);
    }
    const { suspendedAt } = await portal.database.getRepository(Account).findOneByOrFail({ id: account.id });
    expect(suspendedAt).toBeNull();
  });

  it('are suspended and resumed with a reason, which they read and the log keeps', async () => {
    const account = await person('Hugo Morvan', 'hugo@example.org');
    const client = await portal.signIn(account);
    const page = await operator.get(`/operateur/personnes/${account.id}`);
    const form = 'form[action$="/suspension"]';
    const refused = await operator.submit(page, form, { reason: '  ' });
    expect(refused.status).toBe(422);
    const suspended = await operator.submit(page, form, { reason: 'Envois en masse' });
    expect((await client.get('/mes-services')).path).toContain('/connexion');
    expect((await portal.mailsTo('hugo@example.org')).at(-1)!.body).toContain('Envois en masse');
    await operator.submit(suspended, 'form[action$="/reprise"]', { reason: 'C’était une erreur' });
    expect((await (await portal.signIn(account)).get('/mes-services')).path).toBe('/mes-services');
    const entries = await portal.database
      .getRepository(AuditEntry)
      .find({ where: { subjectId: account.id }, order: { id: 'ASC' } });
    expect(entries.map(({ action, after }) => [action, after!['reason']])).toEqual([
      ['account.suspended', 'Envois en masse'],
      ['account.resumed', 'C’était une erreur'],
    ]);
  });

  it('keep their account when it is not the affair of one structure alone, until an administrator decides', async () => {
    const account = await person('Ismaël Haddad', 'ismael@example.org');
    const other = await testService(portal, { structureId: (await portal.structure('Ailleurs')).id, slug: 'ailleurs' });
    await portal.database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at) VALUES ($1, $2, $3, 'active', $4, $4)`,
      [portal.newId(), other.id, account.id, portal.clock.now()],
    );
    const refused = await act(operator, `/operateur/personnes/${account.id}/suspension`, { reason: 'Essai' });
    expect(refused.html).toContain('une autre structure');
    expect((await portal.signIn(account)).cookie('ronron')).toBeDefined();
  });

  it('keep their account when they have a role: operators do not lock each other out', async () => {
    const colleague = await portal.account({ operatorOf: structureId });
    await portal.database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at)
       VALUES ($1, $2, $3, 'active', $4, $4)`,
      [portal.newId(), serviceId, colleague.id, portal.clock.now()],
    );
    const page = await act(operator, `/operateur/personnes/${colleague.id}/suspension`, { reason: 'Essai' });
    expect(page.html).toContain('a un rôle sur le portail');
    expect((await portal.signIn(colleague)).cookie('ronron')).toBeDefined();
  });

  it('who never confirmed are listed, and can be sent another link that works', async () => {
    const account = await portal.account({ displayName: 'Adresse en attente', confirmed: false });
    expect((await operator.get('/operateur/personnes')).html).not.toContain('Adresse en attente');
    expect((await operator.get('/operateur/personnes?etat=non-confirmees')).html).toContain('Adresse en attente');
    const page = await operator.get(`/operateur/personnes/${account.id}`);
    await operator.submit(page, 'form[action$="/confirmation"]');
    portal.clock.advance(1000);
    await operator.submit(page, 'form[action$="/confirmation"]');
    const links = (await portal.mailsTo(account.email)).map(
      (mail) => /http:\/\/localhost:8080(\/inscription\/confirmation\/\S+)/.exec(mail.body)![1]!,
    );
    const visitor = portal.visitor();
    const old = await visitor.get(links[0]!);
    expect(old.$('form[action*="/inscription/confirmation/"]')).toHaveLength(0);
    await visitor.submit(await visitor.get(links[1]!), 'form[action*="/inscription/confirmation/"]', {
      password: TEST_PASSWORD,
    });
    const after = await visitor.submit(await visitor.get('/connexion'), 'form[action$="/connexion"]', {
      email: account.email,
      password: TEST_PASSWORD,
    });
    expect(after.path).toBe('/mes-services');
    expect((await act(operator, `/operateur/personnes/${account.id}/confirmation`)).status).toBe(404);
  });
});
