import { MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { addPasskey, firstStep, passkeyOptions, recoveryCodesOn } from '../../../testing/factor-steps.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { SoftwarePasskey, type Ceremony } from '../../../testing/software-passkey.js';
import type { Account } from '../../accounts/account.entity.js';

const SIGN_IN = 'form[action$="/connexion/cle"]';

describe('passkeys', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  async function holder(
    options: Parameters<TestPortal['account']>[0] = {},
  ): Promise<{ account: Account; passkey: SoftwarePasskey; page: Page; client: PageClient }> {
    const account = await portal.account(options);
    const passkey = new SoftwarePasskey();
    const client = await portal.signIn(account);
    return { account, passkey, client, page: await addPasskey(client, passkey) };
  }

  async function answerOf(
    client: PageClient,
    passkey: SoftwarePasskey,
    ceremony?: Ceremony,
  ): Promise<{ page: Page; passkey: string }> {
    const page = await client.get('/connexion?suite=%2Fdemandes');
    return { page, passkey: passkey.get(await passkeyOptions(client, page, '/connexion/cle/options'), ceremony) };
  }

  const isIn = async (client: PageClient): Promise<boolean> =>
    (await client.get('/mes-services')).path === '/mes-services';

  it('sign in alone, whoever they belong to, and lead on', async () => {
    const { account, passkey, page } = await holder();
    expect(page.path).toBe('/compte/securite');
    expect(page.$('main').text()).toContain('Mon téléphone');
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('« Mon téléphone »');
    const client = portal.visitor();
    const answer = await answerOf(client, passkey);
    const before = client.cookie('ronron');
    const after = await client.submit(answer.page, SIGN_IN, { passkey: answer.passkey });
    expect([after.path, after.status]).toEqual(['/demandes', 200]);
    expect(client.cookie('ronron')).not.toBe(before);
    const [row] = await portal.database.query<{ sess: { amr: string[] } }[]>(
      `SELECT sess FROM session WHERE account_id = $1 AND sess->>'amr' LIKE '%hwk%'`,
      [account.id],
    );
    expect(row!.sess.amr).toEqual(['hwk', 'user', 'mfa']);
    expect((await client.get('/compte/securite')).$('.key-list').text()).toContain('Utilisée la dernière fois');
  });

  it('open nothing a second time with the same answer, in this session or another', async () => {
    const { passkey } = await holder();
    const client = portal.visitor();
    const answer = await answerOf(client, passkey);
    const twin = client.clone();
    await Promise.all([client, twin].map((one) => one.submit(answer.page, SIGN_IN, { passkey: answer.passkey })));
    expect((await Promise.all([client, twin].map(isIn))).filter(Boolean)).toHaveLength(1);
    const thief = portal.visitor();
    const page = await thief.get('/connexion');
    const after = await thief.submit(page, SIGN_IN, { passkey: answer.passkey });
    expect(after.path).toContain('/connexion');
    expect(await isIn(thief)).toBe(false);
  });

  it.each<[string, Ceremony]>([
    ['another site', { origin: 'http://localhost:8081' }],
    ['another host', { rpId: 'evil.example' }],
    ['no proof of who holds it', { verified: false }],
    ['the handle of somebody else', { userHandle: Buffer.alloc(16, 7).toString('base64url') }],
  ])('open nothing with %s', async (_, ceremony) => {
    const { passkey } = await holder();
    const client = portal.visitor();
    const answer = await answerOf(client, passkey, ceremony);
    const after = await client.submit(answer.page, SIGN_IN, { passkey: answer.passkey });
    expect(after.$('.notice--danger, .notice--error').text()).toContain('Réessayez');
    expect(await isIn(client)).toBe(false);
  });

  it('open nothing with a counter that went back, a challenge of old, another purpose, or nonsense', async () => {
    const { account, passkey, client: owner } = await holder();
    const client = portal.visitor();
    const first = await answerOf(client, passkey, { counter: 9 });
    await client.submit(first.page, SIGN_IN, { passkey: first.passkey });
    expect(await isIn(client)).toBe(true);
    const late = portal.visitor();
    const page = await late.get('/connexion');
    const attempt = async (answer: string): Promise<void> => {
      await late.submit(page, SIGN_IN, { passkey: answer });
      expect(await isIn(late)).toBe(false);
    };
    await attempt((await answerOf(late, passkey, { counter: 9 })).passkey);
    const old = (await answerOf(late, passkey)).passkey;
    portal.clock.advance(16 * MINUTE);
    await attempt(old);
    for (const nonsense of ['', '{', '{}', 'null', JSON.stringify({ ...JSON.parse(old), response: 7 })])
      await attempt(nonsense);
    // A challenge for confirming, in the owner's own session, signs nobody in elsewhere and does not confirm twice.
    const asked = await owner.get('/compte/suppression');
    expect(asked.path).toContain('/connexion/confirmation');
    const answer = passkey.get(await passkeyOptions(owner, asked, '/connexion/confirmation/cle/options'), {
      counter: 20,
    });
    await attempt(answer);
    const after = await owner.submit(asked, 'form[data-passkey]', { passkey: answer });
    expect(after.path).toBe('/compte/suppression');
    expect(account.secondFactorSince).toBeNull();
  });

  it('of a suspended account open nothing', async () => {
    const { account, passkey } = await holder();
    await portal.database.query('UPDATE account SET suspended_at = now() WHERE id = $1', [account.id]);
    const client = portal.visitor();
    const answer = await answerOf(client, passkey);
    const after = await client.submit(answer.page, SIGN_IN, { passkey: answer.passkey });
    expect(after.$('main').text()).toContain('suspendu');
    expect(await isIn(client)).toBe(false);
  });

  it('leave a resident’s password alone until they ask for both, and then stand beside it', async () => {
    const { account, passkey, client } = await holder();
    expect((await firstStep(portal.visitor(), account)).path).toBe('/mes-services');
    const codes = await client.submit(
      await client.get('/compte/securite'),
      'form[action$="/securite/second-facteur"]',
      { always: '1' },
    );
    expect(recoveryCodesOn(codes)).toHaveLength(10);
    const other = portal.visitor();
    const page = await firstStep(other, account);
    expect(page.path).toBe('/connexion/second-facteur');
    const options = await passkeyOptions(other, page, '/connexion/second-facteur/cle/options');
    // Beside a password, being there is enough.
    await other.submit(page, 'form[data-passkey]', { passkey: passkey.get(options, { verified: false }) });
    expect(await isIn(other)).toBe(true);
  });

  it('of somebody else are no second factor', async () => {
    const [mine, theirs] = [await holder({ administrator: true }), await holder()];
    const client = portal.visitor();
    const page = await firstStep(client, mine.account);
    const options = await passkeyOptions(client, page, '/connexion/second-facteur/cle/options');
    const after = await client.submit(page, 'form[data-passkey]', { passkey: theirs.passkey.get(options) });
    expect(after.status).toBe(422);
    expect(await isIn(client)).toBe(false);
  });

  it('are renamed and removed by their holder only, and the last one of a role stays', async () => {
    const [mine, theirs] = [await holder({ administrator: true }), await holder()];
    const body = new URLSearchParams({ _csrf: theirs.client.csrf(theirs.page), name: 'À moi' });
    for (const verb of ['nom', 'retrait']) {
      expect((await theirs.client.post(`/compte/securite/cles/${mine.passkey.id}/${verb}`, body)).status).toBe(404);
    }
    const list = await mine.client.get('/compte/securite');
    const renamed = await mine.client.submit(list, 'form[action$="/nom"]', { name: 'Clé verte' });
    expect(renamed.$('.key-list h3').text()).toBe('Clé verte');
    await mine.client.submit(renamed, 'form[action$="/retrait"]');
    expect((await mine.client.get('/compte/securite')).$('.key-list h3')).toHaveLength(1);
    await theirs.client.submit(await theirs.client.get('/compte/securite'), 'form[action$="/retrait"]');
    expect((await theirs.client.get('/compte/securite')).$('.key-list')).toHaveLength(0);
  });

  it('are not added from another site, nor twice', async () => {
    const client = await portal.signIn();
    const passkey = new SoftwarePasskey();
    const page = await client.get('/compte/securite/cles/nouvelle');
    const options = await passkeyOptions(client, page, '/compte/securite/cles/options');
    const answer = passkey.create(options, { origin: 'https://evil.example' });
    expect((await client.submit(page, 'form[data-passkey]', { name: 'Clé', passkey: answer })).status).toBe(422);
    await addPasskey(client, passkey);
    const again = await addPasskey(await portal.signIn(), passkey);
    expect([again.status, again.$('.error-summary').text()]).toEqual([422, expect.stringContaining('déjà')]);
  });
});
