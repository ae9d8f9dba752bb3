import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import type { Account } from '../../accounts/account.entity.js';
import { TextAcceptance } from './text-acceptance.entity.js';

const EDIT = '/admin/textes/conditions';
const PAGE = '/compte/conditions';
const FORM = `form[action="${PAGE}"]`;

describe('new terms that everybody accepts again', () => {
  let portal: TestPortal;
  let administrator: PageClient;
  let version = 1;

  beforeAll(async () => {
    portal = await startTestPortal({ SECOND_FACTOR_GRACE_DAYS: '14' });
    administrator = await portal.signIn({ administrator: true });
    await publish('Les sauvegardes durent un mois.', false);
  });
  afterAll(() => portal.stop());

  async function publish(sentence: string, needsAcceptance: boolean): Promise<void> {
    const values: Record<string, string> = { fr: `# Conditions\n\n${sentence}`, en: '', changeNote: sentence };
    if (needsAcceptance) values['needsAcceptance'] = 'on';
    const preview = await administrator.submit(await administrator.get(EDIT), 'form.form', values);
    const published = await administrator.post(
      `${EDIT}/publication`,
      new URLSearchParams({ _csrf: administrator.csrf(preview) }),
    );
    expect(published.status).toBe(200);
    version++;
  }

  /** Somebody who accepted what is in force, and new terms since. */
  async function withNewTerms(sentence: string, options = {}): Promise<Account> {
    const account = await portal.account(options);
    await portal.database.query('UPDATE account SET terms_version = $2 WHERE id = $1', [account.id, String(version)]);
    await publish(sentence, true);
    return account;
  }

  async function signIn(client: PageClient, account: Account, suite: string): Promise<Page> {
    const page = await client.get(`/connexion?suite=${encodeURIComponent(suite)}`);
    return client.submit(page, 'form[action$="/connexion"]', { email: account.email, password: TEST_PASSWORD });
  }

  const acceptedBy = async ({ id }: Account): Promise<number[]> =>
    (await portal.database.getRepository(TextAcceptance).findBy({ accountId: id })).map((one) => one.version);

  it('are shown at the next sign-in with what changed, and accepting leads on to where one wanted to go', async () => {
    const account = await withNewTerms('Les sauvegardes durent deux mois.');
    const client = portal.visitor();
    const page = await signIn(client, account, '/organisations');
    expect(page.path).toBe(`${PAGE}?suite=%2Forganisations`);
    expect([page.$('del').text(), page.$('ins').text()]).toEqual([
      expect.stringContaining('un'),
      expect.stringContaining('deux'),
    ]);
    expect(page.$('main').text()).toContain('Les sauvegardes durent deux mois.');
    const after = await client.submit(page, FORM);
    expect(after.path).toBe('/organisations');
    expect(await acceptedBy(account)).toEqual([version]);
    expect((await client.get('/mes-services')).path).toBe('/mes-services');
    expect((await signIn(portal.visitor(), account, '/organisations')).path).toBe('/organisations');
  });

  it('close pages and forms until then, in each language, but not people’s data, leaving, and public pages', async () => {
    const account = await withNewTerms('Les sauvegardes durent trois mois.');
    const client = portal.visitor();
    const page = await signIn(client, account, '/mes-services');
    for (const path of ['/mes-services', '/en/compte', '/compte/securite']) {
      expect((await client.get(path)).path).toMatch(/^(\/en)?\/compte\/conditions\?suite=/);
    }
    const body = (): URLSearchParams => new URLSearchParams({ _csrf: client.csrf(page), displayName: 'Quelqu’un' });
    expect((await client.post('/compte', body())).path).toBe(PAGE);
    const rows = await portal.database.query<{ display_name: string }[]>(
      'SELECT display_name FROM account WHERE id = $1',
      [account.id],
    );
    expect(rows[0]!.display_name).toBe(account.displayName);
    for (const path of [
      '/services',
      '/conditions',
      '/compte/mes-donnees',
      '/compte/mes-donnees/demande',
      '/compte/suppression',
    ]) {
      expect([(await client.get(path)).path, (await client.get(path)).status]).toEqual([path, 200]);
    }
    expect((await client.submit(await client.get('/compte/mes-donnees'), 'form[action$="/copie"]')).path).toBe(
      '/compte/mes-donnees',
    );
    expect(await acceptedBy(account)).toEqual([]);
    await client.submit(page, 'form[action$="/deconnexion"]');
    expect((await client.get('/mes-services')).path).toContain('/connexion');
  });

  it('are accepted as they were shown: an older page, or what is no version, is asked again', async () => {
    const account = await withNewTerms('Les sauvegardes durent quatre mois.');
    const client = portal.visitor();
    const page = await signIn(client, account, '/mes-services');
    await publish('Les sauvegardes durent cinq mois.', false);
    for (const shown of [String(version - 1), '99', '-1', 'x', '']) {
      const again = await client.submit(page, FORM, { version: shown });
      expect(again.path).toBe(`${PAGE}?suite=%2Fmes-services`);
      expect(again.$('.notice--warning')).toHaveLength(1);
    }
    expect(await acceptedBy(account)).toEqual([]);
    const now = await client.get(PAGE);
    const twice = await Promise.all([client.submit(now, FORM), client.submit(now, FORM)]);
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    expect(await acceptedBy(account)).toEqual([version]);
  });

  it('lead to no other site', async () => {
    const account = await withNewTerms('Les sauvegardes durent six mois.');
    const client = portal.visitor();
    const page = await signIn(client, account, '/mes-services');
    expect((await client.submit(page, FORM, { suite: '//elsewhere.example' })).path).toBe('/compte');
  });

  it('are asked before a second factor that is overdue, and neither hides the other', async () => {
    const account = await withNewTerms('Les sauvegardes durent sept mois.', {
      operatorOf: (await portal.structure()).id,
    });
    await portal.signIn(account);
    portal.clock.advance(15 * DAY);
    const client = portal.visitor();
    const page = await signIn(client, account, '/operateur');
    expect(page.path).toContain(PAGE);
    expect((await client.submit(page, FORM)).path).toBe('/compte/securite');
  });
});
