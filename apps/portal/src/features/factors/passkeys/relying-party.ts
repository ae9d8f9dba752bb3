import { isIP } from 'node:net';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';

/** Whom passkeys belong to: the portal's host name (Web Authentication, 5.1.2, RP ID) and its origin. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** Null where browsers make no passkeys: an RP ID is a domain, never a network address. */
export function relyingParty(settings: Pick<PortalSettings, 'publicUrl'>): RelyingParty | null {
  const { hostname, origin } = new URL(settings.publicUrl);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { id: hostname, origin } : null;
}
