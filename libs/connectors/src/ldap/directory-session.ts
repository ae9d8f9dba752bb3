import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import { failed, type Failed, type Outcome } from '../contract/outcome.js';
import type { Tunnels } from '../tunnel/tunnels.js';
import type { LdapSettings } from './ldap.js';
import { createMessageGuard } from './message-guard.js';

/** Runs `work` on a connection of its own, signed in as the portal; whatever goes wrong comes back as a failure. */
export async function withDirectory<Value>(
  settings: LdapSettings,
  tunnels: Tunnels,
  work: (client: Client) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const url = new URL(settings.url);
  const tls = url.protocol === 'ldaps:';
  const port = Number(url.port || (tls ? 636 : 389));
  const tunnel = await tunnels.open({ host: url.hostname, port, tls, guard: createMessageGuard() });
  if (tunnel.kind !== 'done') return tunnel;
  // The tunnel holds the limits of time and size, and speaks TLS: here the connection is to loopback.
  const client = new Client({ url: `ldap://127.0.0.1:${tunnel.value.port}` });
  try {
    await client.bind(settings.bindDn, settings.bindPassword);
    return await work(client);
  } catch (error) {
    return tunnel.value.failure ?? failureOf(error, url.host);
  } finally {
    await client.unbind().catch(() => undefined);
    tunnel.value.close();
  }
}

/** LDAP result codes (RFC 4511, appendix A). Their messages can repeat what was written, so only the code is told. */
export function failureOf(error: unknown, host: string): Failed {
  if (!(error instanceof ResultCodeError)) return failed('bad-answer', `${host} does not answer in LDAP.`);
  const detail = `${host} answered with the LDAP result ${error.code}.`;
  if (error instanceof InvalidCredentialsError || [8, 13, 48, 50].includes(error.code)) {
    return failed('unauthorised', detail);
  }
  if ([51, 52].includes(error.code)) return failed('unreachable', detail);
  if (error.code === 11) return failed('quota', detail);
  if ([19, 20, 53, 68].includes(error.code)) return failed('conflict', detail);
  if ([12, 16, 17, 21, 32, 34, 65].includes(error.code)) return failed('unsupported', detail);
  return failed('bad-answer', detail);
}

/** Runs one step, and takes the result `code` for an answer. @returns whether it was carried out. */
export async function unless(code: number, step: Promise<unknown>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError && error.code === code) return false;
    throw error;
  }
}

export const ALREADY_EXISTS = 68;
export const NO_SUCH_OBJECT = 32;
