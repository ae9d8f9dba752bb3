import { Signer } from '@fastify/cookie';
import type { PortalSettings } from '../config/portal-settings.js';
import { sessionCookieName, sessionSecrets } from './session-plugins.js';

/** Reads the session's identifier from a request that does not go through the framework. */
export class SessionCookies {
  private readonly name: string;
  private readonly signer: Signer;

  constructor(settings: PortalSettings, secretKey: string) {
    this.name = sessionCookieName(settings);
    this.signer = new Signer(sessionSecrets(settings, secretKey));
  }

  /** Null when there is none, or one that is not ours. `header` is the request's `cookie`. */
  idOf(header: string | undefined): string | null {
    const pairs = (header ?? '').split(/;\s*/);
    const sent = pairs.find((pair) => pair.startsWith(`${this.name}=`))?.slice(this.name.length + 1);
    if (sent === undefined) return null;
    const { valid, value } = this.signer.unsign(decoded(sent));
    return valid ? value : null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
