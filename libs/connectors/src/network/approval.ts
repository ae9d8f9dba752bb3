import { isIP } from 'node:net';
import { failed, type Failed } from '../contract/outcome.js';
import { classifyAddress } from './address-policy.js';

/** What an administrator allowed one service to call. */
export interface Approval {
  /** `cloud.example.org` (any port), `cloud.example.org:8443` (that port), `[2001:db8::1]`. Case does not matter. */
  readonly approvedHosts: readonly string[];
  /** Whether loopback and local networks may be called. */
  readonly allowPrivate: boolean;
}

/** Null when the address may be called as far as its text tells; where it leads is checked at the connection. */
export function refusalOfUrl(url: URL, approval: Approval): Failed | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return failed('unsupported', `The scheme ${url.protocol} is not allowed.`);
  }
  if (!approval.approvedHosts.some((entry) => isSameHost(entry, url))) {
    return failed('unreachable', `The host ${url.host} is not approved for this service.`);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  // A connection to a literal address asks no resolver: this is its only check.
  return isIP(literal) === 0 ? null : refusalOfAddress(literal, url, approval);
}

/** Null when a connection to this resolved address is allowed. */
export function refusalOfAddress(address: string, url: URL, approval: Approval): Failed | null {
  const kind = classifyAddress(address);
  if (kind === 'forbidden')
    return failed('unreachable', `The host ${url.host} leads to an address that is never called.`);
  if (kind === 'private' && !approval.allowPrivate) {
    return failed('unreachable', `The host ${url.host} leads to a private address, which is not approved.`);
  }
  if (kind === 'public' && url.protocol === 'http:') {
    return failed('tls', `The host ${url.host} is public: only https is allowed, since credentials are sent.`);
  }
  return null;
}

function isSameHost(entry: string, url: URL): boolean {
  const text = `${url.protocol}//${entry.trim()}`;
  if (!URL.canParse(text)) return false;
  const approved = new URL(text);
  if (approved.hostname !== url.hostname) return false;
  const namesPort = /:\d+$/.test(entry.trim());
  return !namesPort || approved.port === url.port;
}
