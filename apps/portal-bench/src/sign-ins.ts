import type { PortalProcess } from '@ronron/testing';
import { requestBytes } from './answers.js';
import type { Side } from './comparison.js';
import { DEMO_EMAILS, DEMO_PASSWORD, DEVICE_COOKIE, FROM_PROXY, sessionOf, visitorOf } from './stage.js';

const TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sign-ins in a slice: most of a second of work, so that its beginning and end, where a core has nothing to do, count for little. */
export const PER_SLICE = 96;

/**
 * People who each have the page with the form before them, filled in: all that is measured is sending it. Their browsers are known, as most
 * are: a new one would be told of by mail.
 * @param people in each slice.
 */
export function signInSide(portal: PortalProcess, people = PER_SLICE): Side {
  const stock: Buffer[] = [];
  const devices = new Map<string, string>();
  let visitors = 0;
  return {
    origin: portal.url,
    pid: portal.pid,
    status: 303,
    prepare: async () => {
      while (stock.length < people) {
        const email = DEMO_EMAILS[visitors % DEMO_EMAILS.length]!;
        if (!devices.has(email)) devices.set(email, await deviceOf(portal, email));
        stock.push(await filledIn(portal, visitors++, email, devices.get(email)!));
      }
    },
    next: () => stock.pop() ?? null,
  };
}

/** The cookie by which the browser of somebody who signed in is known. */
async function deviceOf(portal: PortalProcess, email: string): Promise<string> {
  const client = visitorOf(portal);
  await client.submit(await client.get('/connexion'), 'form:has([name=password])', { email, password: DEMO_PASSWORD });
  const secret = client.cookie(DEVICE_COOKIE);
  if (secret === undefined) throw new Error(`${email} could not sign in.`);
  return `${DEVICE_COOKIE}=${secret}`;
}

async function filledIn(portal: PortalProcess, visitor: number, email: string, device: string): Promise<Buffer> {
  const client = visitorOf(portal);
  const page = await client.get('/connexion');
  const fields = {
    _csrf: client.csrf(page),
    email,
    password: DEMO_PASSWORD,
  };
  const headers = {
    ...TYPE,
    ...FROM_PROXY,
    cookie: `${sessionOf(client)}; ${device}`,
    // From many addresses: limits by address hold back one, not a town.
    'x-forwarded-for': `10.${(visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`,
  };
  return requestBytes('POST', '/connexion', headers, new URLSearchParams(fields).toString());
}

/** As many passwords checked, and nothing else. */
export function bareCheckSide(bare: { readonly origin: string; readonly pid: number }): Side {
  const request = requestBytes('POST', '/', TYPE, 'password=');
  let left = 0;
  return {
    origin: bare.origin,
    pid: bare.pid,
    status: 303,
    prepare: async () => void (left = PER_SLICE),
    next: () => (left-- > 0 ? request : null),
  };
}
