import { MINUTE, SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import type { Account } from '../../accounts/account.entity.js';
import { addTotp, codeOf, firstStep, recoveryCodesOn } from '../../../testing/factor-steps.js';
import { startTestPortal, TestPortal } from '../../../testing/portal-harness.js';

const CODE = 'form[action$="/connexion/second-facteur"]';
const RECOVERY = 'form[action$="/second-facteur/secours"]';

describe('an application of codes', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const send = (client: PageClient, page: Page, code: string): Promise<Page> => client.submit(page, CODE, { code });
  const isIn = async (client: PageClient): Promise<boolean> =>
    (await client.get('/mes-services')).path === '/mes-services';

  /** Somebody with an application, whose first code is spent, half a minute ago. */
  async function enrolled(): Promise<{
    account: Account;
    totp: Awaited<ReturnType<typeof addTotp>>['totp'];
    codes: string[];
  }> {
    const account = await portal.account();
    const { totp, page } = await addTotp(portal, await portal.signIn(account));
    portal.clock.advance(30 * SECOND);
    return { account, totp, codes: recoveryCodesOn(page) };
  }

  it('is shown as a drawing that the page may load and as text, wants a first code, and tells by mail', async () => {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const start = await client.submit(await client.get('/compte/securite'), 'form[action$="/securite/application"]');
    expect(start.$('img.qr-code').attr('src')).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(start.$('code.secret').text()).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    const wrong = await client.submit(start, 'form[action$="/confirmation"]', { code: '000000' });
    expect(wrong.status).toBe(422);
    // A half-done enrolment asks for nothing.
    expect((await firstStep(portal.visitor(), account)).path).toBe('/mes-services');
    const { page } = await addTotp(portal, client);
    expect(recoveryCodesOn(page)).toHaveLength(10);
    expect((await portal.mailsTo(account.email)).map(({ subject }) => subject).join()).toContain(
      'application de codes',
    );
    const [stored] = await portal.database.query<{ all: string }[]>(
      'SELECT totp_secret::text AS all FROM totp_secret WHERE account_id = $1',
      [account.id],
    );
    expect(stored!.all).not.toContain(start.$('code.secret').text().replace(/\s/g, ''));
  });

  it('is asked for after the password, and each code opens once, on whichever replica', async () => {
    const { account, totp } = await enrolled();
    const replica = await TestPortal.start(portal);
    const clients = [portal.visitor(), replica.visitor()];
    const pages = await Promise.all(clients.map((client) => firstStep(client, account)));
    expect(pages.map(({ path }) => path)).toEqual(['/connexion/second-facteur', '/connexion/second-facteur']);
    const code = codeOf(portal, totp);
    await Promise.all(clients.map((client, at) => send(client, pages[at]!, code)));
    expect((await Promise.all(clients.map(isIn))).filter(Boolean)).toHaveLength(1);
    await replica.stop();
  });

  it('leaves nothing behind of a password that was given once the code was right', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    const page = await firstStep(client, account);
    const before = client.clone();
    await send(client, page, codeOf(portal, totp));
    expect(await isIn(client)).toBe(true);
    expect((await before.get('/connexion/second-facteur')).path).toBe('/connexion');
  });

  it('refuses the code of the step before once the next one was used', async () => {
    const { account, totp } = await enrolled();
    const first = portal.visitor();
    await send(first, await firstStep(first, account), codeOf(portal, totp));
    expect(await isIn(first)).toBe(true);
    const second = portal.visitor();
    const page = await firstStep(second, account);
    for (const steps of [-1, 0, 2, -2]) {
      expect((await send(second, page, codeOf(portal, totp, steps))).status).toBe(422);
    }
    expect(await isIn(second)).toBe(false);
  });

  it('is not guessed: five tries, counted on every replica, whatever the session', async () => {
    const { account, totp } = await enrolled();
    const replica = await TestPortal.start(portal);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const client = (attempt % 2 === 0 ? portal : replica).visitor();
      statuses.push((await send(client, await firstStep(client, account), '123456')).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    const client = replica.visitor();
    expect((await send(client, await firstStep(client, account), codeOf(portal, totp))).status).toBe(429);
    await replica.stop();
  });

  it('leaves whoever has only the password outside of every page, and forgets them after ten minutes', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    const page = await firstStep(client, account);
    for (const path of [
      '/mes-services',
      '/compte',
      '/compte/securite',
      '/compte/securite/cles/nouvelle',
      '/connexion/confirmation',
    ]) {
      expect((await client.get(path)).path).toContain('/connexion?suite=');
    }
    const token = new URLSearchParams({ _csrf: client.csrf(page) });
    for (const path of ['/compte/securite/application', '/compte/securite/codes', '/compte/securite/cles/options']) {
      expect((await client.post(path, token)).status).toBe(401);
    }
    portal.clock.advance(11 * MINUTE);
    expect((await send(client, page, codeOf(portal, totp))).path).toBe('/connexion');
    expect(await isIn(client)).toBe(false);
  });

  it('is of no use to a first step made under a password that was changed since', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    const page = await firstStep(client, account);
    await portal.database.query('UPDATE account SET security_stamp = gen_random_uuid() WHERE id = $1', [account.id]);
    expect((await send(client, page, codeOf(portal, totp))).path).toBe('/connexion');
  });

  it('gives way to a recovery code once, of two clicks at once, and its holder is told', async () => {
    const { account, codes } = await enrolled();
    const clients = [portal.visitor(), portal.visitor()];
    const pages = await Promise.all(clients.map((client) => firstStep(client, account)));
    const recovery = codes[3]!.toUpperCase().replaceAll('-', ' ');
    await Promise.all(clients.map((client, at) => client.submit(pages[at]!, RECOVERY, { recovery })));
    expect((await Promise.all(clients.map(isIn))).filter(Boolean)).toHaveLength(1);
    const mails = (await portal.mailsTo(account.email)).filter(({ subject }) =>
      subject.includes('code de secours vient'),
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]!.body).toContain('Il en reste 9');
  });

  it('remembers in the session how it was opened', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    await send(client, await firstStep(client, account), codeOf(portal, totp));
    const [row] = await portal.database.query<{ sess: { amr: string[]; authenticatedAt: string } }[]>(
      `SELECT sess FROM session WHERE account_id = $1 ORDER BY sess->>'createdAt' DESC LIMIT 1`,
      [account.id],
    );
    expect(row!.sess).toMatchObject({ amr: ['mfa', 'otp', 'pwd'], authenticatedAt: portal.clock.now().toISOString() });
  });

  it('is what confirms something dangerous, not the password', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    await send(client, await firstStep(client, account), codeOf(portal, totp));
    portal.clock.advance(16 * MINUTE);
    const asked = await client.get('/compte/suppression');
    expect(asked.$('[name=confirmationPassword]')).toHaveLength(0);
    const forged = new URLSearchParams({
      _csrf: client.csrf(asked),
      confirmation: 'password',
      confirmationPassword: 'un chat ronronne au soleil',
    });
    expect((await client.post('/connexion/confirmation?suite=%2Fcompte%2Fsuppression', forged)).status).toBe(422);
    const after = await client.submit(asked, 'form[action*="/connexion/confirmation"]', {
      confirmationCode: codeOf(portal, totp),
    });
    expect(after.path).toBe('/compte/suppression');
  });

  it('goes when its holder wants it to, and the codes with it', async () => {
    const { account, totp } = await enrolled();
    const client = portal.visitor();
    await send(client, await firstStep(client, account), codeOf(portal, totp));
    const after = await client.submit(await client.get('/compte/securite'), 'form[action$="/application/retrait"]');
    expect(after.$('.notice--success')).toHaveLength(1);
    expect((await firstStep(portal.visitor(), account)).path).toBe('/mes-services');
    expect(await portal.database.query('SELECT 1 FROM recovery_code WHERE account_id = $1', [account.id])).toEqual([]);
  });
});
