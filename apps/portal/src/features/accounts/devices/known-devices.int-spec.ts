import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, TEST_PASSWORD, TestPortal } from '../../../testing/portal-harness.js';
import type { Account } from '../account.entity.js';
import { KnownDevice } from './known-device.entity.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const FORM = 'form[action$="/connexion"]';

describe('known devices', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal({ TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => portal.stop());

  const browser = (address = '192.0.2.1'): PageClient =>
    portal.visitor({ 'user-agent': FIREFOX, 'x-forwarded-for': address });

  async function enter(client: PageClient, account: Account, password = TEST_PASSWORD): Promise<Page> {
    return client.submit(await client.get('/connexion'), FORM, { email: account.email, password });
  }

  const subjects = async (account: Account): Promise<string[]> =>
    (await portal.mailsTo(account.email)).map(({ subject }) => subject);

  it('are told of by mail when they are new, but for the first', async () => {
    const account = await portal.account();
    const first = browser();
    await enter(first, account);
    await enter(first, account);
    expect(await subjects(account)).toEqual([]);
    await enter(browser(), account);
    const [mail, ...more] = await portal.mailsTo(account.email);
    expect(more).toEqual([]);
    expect(mail!.subject).toBe('Nouvelle connexion à votre compte');
    expect(mail!.body).toContain('Firefox sur Linux, le 6 mars 2040 à 10:00');
    expect(mail!.body).toContain('/compte/sessions');
  });

  it('are one for each account that uses the browser', async () => {
    const shared = browser();
    const [one, other] = [await portal.account(), await portal.account()];
    await enter(shared, one);
    await enter(browser(), other);
    await enter(shared, other);
    expect(await subjects(other)).toEqual(['Nouvelle connexion à votre compte']);
    expect(await subjects(one)).toEqual([]);
  });

  it('let their holder in while strangers guess, on every replica', async () => {
    const account = await portal.account();
    const own = browser('192.0.2.2');
    await enter(own, account);
    const replica = await TestPortal.start(portal, { TRUSTED_PROXIES: '127.0.0.1' });
    try {
      const guess = async (address: string): Promise<number> => {
        const client = (Number(address.at(-1)) % 2 === 0 ? portal : replica).visitor({ 'x-forwarded-for': address });
        return (await enter(client, account, 'not the right one')).status;
      };
      for (let stranger = 0; stranger < 11; stranger++) {
        await Promise.all(Array.from({ length: 10 }, () => guess(`198.51.100.${stranger}`)));
      }
      expect(await guess('198.51.100.200')).toBe(429);
      // A new browser of the holder's waits; the known one does not, even behind the address of who guesses.
      expect((await enter(browser('192.0.2.3'), account)).status).toBe(429);
      const known = own.clone();
      expect((await enter(known, account)).status).toBe(200);
      const behind = portal.visitor({ 'x-forwarded-for': '198.51.100.1' });
      behind.setCookie('appareil', own.cookie('appareil')!);
      expect((await enter(behind, account)).status).toBe(200);
    } finally {
      await replica.stop();
    }
  });

  it('have a limit of their own, and are worth nothing for another account', async () => {
    const [thief, victim] = [await portal.account(), await portal.account()];
    const client = browser('192.0.2.4');
    await enter(client, thief);
    const tries = async (account: Account, most: number): Promise<number> => {
      for (let attempt = 0; ; attempt++) {
        if (attempt > most || (await enter(client, account, 'not the right one')).status === 429) return attempt;
      }
    };
    expect(await tries(victim, 12)).toBe(10);
    expect(await tries(thief, 25)).toBeLessThanOrEqual(20);
  });

  it('are listed with the sessions, and forgotten by their holder alone', async () => {
    const account = await portal.account();
    const here = browser();
    await enter(here, account);
    await enter(browser(), account);
    const page = await here.get('/compte/sessions');
    expect(page.$('#appareils tbody tr')).toHaveLength(2);
    expect(page.$('#appareils .badge')).toHaveLength(1);
    expect(page.html).not.toContain(here.cookie('appareil'));
    const other = page.$('#appareils tbody tr:not(:has(.badge)) form').attr('action')!;
    const neighbour = await portal.signIn();
    const _csrf = neighbour.csrf(await neighbour.get('/compte/sessions'));
    expect((await neighbour.post(other, new URLSearchParams({ _csrf }))).status).toBe(404);
    const after = await here.submit(page, `form[action="${other}"]`);
    expect(after.$('#appareils tbody tr')).toHaveLength(1);
    expect((await here.post(other, new URLSearchParams({ _csrf: here.csrf(after) }))).status).toBe(404);
  });

  it('keep no secret, and are no more than twenty', async () => {
    const account = await portal.account();
    const client = browser();
    await enter(client, account);
    for (let device = 0; device < 21; device++) await enter(browser(`192.0.2.${device + 10}`), account);
    const rows = await portal.database.getRepository(KnownDevice).findBy({ accountId: account.id });
    expect(rows).toHaveLength(20);
    expect(JSON.stringify(rows)).not.toContain(client.cookie('appareil'));
  });

  it('takes no cookie that is not one of its secrets', async () => {
    const account = await portal.account();
    const client = browser();
    client.setCookie('appareil', "x' OR '1'='1");
    expect((await enter(client, account)).status).toBe(200);
    expect(client.cookie('appareil')).toMatch(/^[\w-]{43}$/);
  });
});
