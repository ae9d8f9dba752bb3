import type { Page, PageClient } from '@ronron/testing';
import { Secret, TOTP } from 'otpauth';
import type { Account } from '../features/accounts/account.entity.js';
import { TEST_PASSWORD, type TestPortal } from './portal-harness.js';
import type { SoftwarePasskey } from './software-passkey.js';

/** What the script of a page fetches. */
export async function passkeyOptions(client: PageClient, page: Page, path: string): Promise<never> {
  const answer = await client.post(path, new URLSearchParams({ _csrf: client.csrf(page) }), {
    accept: 'application/json',
  });
  if (answer.status >= 300 && answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return JSON.parse(answer.html) as never;
}

/** Adds a passkey through the pages; gives the page that follows. */
export async function addPasskey(client: PageClient, passkey: SoftwarePasskey, name = 'Mon téléphone'): Promise<Page> {
  const page = await client.get('/compte/securite/cles/nouvelle');
  const options = await passkeyOptions(client, page, '/compte/securite/cles/options');
  return client.submit(page, 'form[data-passkey]', { name, passkey: passkey.create(options) });
}

/** Adds an application of codes through the pages; gives the application and the page of recovery codes that follows. */
export async function addTotp(portal: TestPortal, client: PageClient): Promise<{ totp: TOTP; page: Page }> {
  const security = await client.get('/compte/securite');
  const page = await client.submit(security, 'form[action$="/compte/securite/application"]');
  const totp = new TOTP({ secret: Secret.fromBase32(page.$('code.secret').text().replace(/\s/g, '')) });
  const done = await client.submit(page, 'form[action$="/application/confirmation"]', { code: codeOf(portal, totp) });
  return { totp, page: done };
}

/** What the application shows now, or `steps` half minutes from now. */
export function codeOf(portal: TestPortal, totp: TOTP, steps = 0): string {
  return totp.generate({ timestamp: portal.clock.now().getTime() + steps * 30_000 });
}

export function recoveryCodesOn(page: Page): string[] {
  return page
    .$('.codes code')
    .toArray()
    .map((element) => page.$(element).text());
}

/** The first step: address and password; gives the page that follows. */
export async function firstStep(client: PageClient, account: Account): Promise<Page> {
  const fields = { email: account.email, password: TEST_PASSWORD };
  return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', fields);
}
