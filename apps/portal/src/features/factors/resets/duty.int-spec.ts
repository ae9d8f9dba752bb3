import { DAY } from '@ronron/kernel';
import { addTotp, firstStep, recoveryCodesOn } from '../../../testing/factor-steps.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { FactorResets } from './factor-resets.service.js';

describe('the second factor of people with a role', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal({ SECOND_FACTOR_GRACE_DAYS: '14' });
  });
  afterAll(() => portal.stop());

  it('is asked of nobody else', async () => {
    const client = await portal.signIn();
    portal.clock.advance(15 * DAY);
    expect((await client.get('/mes-services')).path).toBe('/mes-services');
    expect((await client.get('/mes-services')).$('.notice--warning')).toHaveLength(0);
  });

  it('is announced with its date, then wanted before anything else, and its enrolment opens the rest', async () => {
    const structure = await portal.structure();
    const client = await portal.signIn({ operatorOf: structure.id });
    portal.clock.advance(13 * DAY);
    const page = await client.get('/operateur');
    expect(page.path).toBe('/operateur');
    expect(page.$('.notice--warning a').attr('href')).toBe('/compte/securite');
    portal.clock.advance(2 * DAY);
    for (const path of ['/operateur', '/mes-services', '/compte', '/en/operateur/demandes']) {
      expect((await client.get(path)).path).toMatch(/\/compte\/securite$/);
    }
    const body = new URLSearchParams({ _csrf: client.csrf(await client.get('/compte/securite')) });
    expect((await client.post('/operateur/preferences', body)).path).toBe('/compte/securite');
    expect((await client.get('/services')).path).toBe('/services');
    // Leaving is everybody's right, and so are their data.
    expect((await client.get('/compte/mes-donnees')).path).toBe('/compte/mes-donnees');
    const request = await client.submit(await client.get('/compte/mes-donnees/demande'), 'main form', {
      right: 'access',
      message: 'Que savez-vous de moi ?',
    });
    expect(request.path).toBe('/compte/mes-donnees');
    expect(request.$('.badge--warning').text()).toContain('En cours');
    const copy = await client.submit(request, 'form[action$="/copie"]');
    expect(copy.path).toContain('/connexion/confirmation');
    expect((await client.get('/compte/suppression')).path).toMatch(/confirmation\?suite/);
    // The proof of who they are comes first, as for everybody.
    const asked = await client.submit(await client.get('/compte/securite'), 'form[action$="/securite/application"]');
    await client.submit(asked, 'form[action*="/connexion/confirmation"]', {
      confirmationPassword: 'un chat ronronne au soleil',
    });
    expect(recoveryCodesOn((await addTotp(portal, client)).page)).toHaveLength(10);
    expect((await client.get('/operateur')).path).toBe('/operateur');
    const kept = await client.submit(await client.get('/compte/securite'), 'form[action$="/application/retrait"]');
    expect(kept.$('main').text()).toContain('ajoutez-en d’abord un autre');
  });

  it('is taken away by an administrator who says how they checked, and the person is told', async () => {
    const lost = await portal.account({ displayName: 'Erwan Le Bihan' });
    const open = await portal.signIn(lost);
    await addTotp(portal, open);
    const client = await portal.signIn({ administrator: true });
    const page = await client.get('/admin/second-facteur');
    const form = 'form[action$="/admin/second-facteur"]';
    const bare = await client.submit(page, form, { email: lost.email, check: 'oui' });
    expect([bare.status, bare.$('[name=email]').attr('value')]).toEqual([422, lost.email]);
    const check = 'Vu à l’accueil de la mairie, carte d’identité';
    const done = await client.submit(bare, form, { check });
    expect(done.$('.notice--success').text()).toContain(lost.email);
    expect((await open.get('/mes-services')).path).toContain('/connexion?suite=');
    expect((await firstStep(portal.visitor(), lost)).path).toBe('/mes-services');
    const told = (await portal.mailsTo(lost.email)).find(({ subject }) => subject.includes('ont été retirés'));
    expect(told!.body).toContain(check);
    const entries = await portal.database.query<object[]>(
      `SELECT after FROM audit_entry WHERE subject_id = $1 AND action = 'second-factor.reset'`,
      [lost.id],
    );
    expect(entries).toEqual([{ after: { passkeys: 0, totp: false, check } }]);
  });

  it('is not taken away by oneself, whoever else has the session, but by the host', async () => {
    const account = await portal.account({ administrator: true });
    const client = await portal.signIn(account);
    await addTotp(portal, client);
    const page = await client.get('/admin/second-facteur');
    const again = await client.submit(page, 'form[action$="/admin/second-facteur"]', {
      email: account.email,
      check: 'C’est moi, je vous assure',
    });
    expect(again.status).toBe(422);
    const resets = portal.app.get(FactorResets, { strict: false });
    expect(await resets.reset(null, account.email, 'commande de l’hébergeur')).toEqual({ ok: true, value: undefined });
    expect((await firstStep(portal.visitor(), account)).path).toBe('/mes-services');
  });
});
