import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { secretHash } from './client.js';
import { Provider } from './library.js';
import type { OidcPorts } from './ports.js';
import { providerConfiguration } from './provider-configuration.js';
import { sessionCookie, signedInOf } from './signed-in.js';

/** What the library's client does that is done otherwise here. */
interface ClientMethods {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly ronron_previous_secret?: string | null;
  compareClientSecret(actual: string): boolean;
  backchannelLogout(accountId: string, sid: string): Promise<void>;
}

/** Sends a logout token now; the library's own delivery. */
export type DeliverLogout = (clientId: string, accountId: string, sid: string) => Promise<void>;

export interface RonronProvider {
  readonly provider: Provider;
  /** @throws Error when the client did not take it. Does nothing for a client that is gone or wants none. */
  readonly deliverLogout: DeliverLogout;
}

/**
 * A provider of the portal, to be mounted below the path of `issuer`. It holds no state of its own, so that several may run at once
 * (replicas, and the one before while keys rotate).
 */
export function createProvider(issuer: string, ports: OidcPorts): RonronProvider {
  const provider = new Provider(issuer, providerConfiguration(ports));
  // The mounting request names scheme and host as the settings do, never as the client says.
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) => ports.onServerError(error));
  const methods = provider.Client.prototype as unknown as ClientMethods;
  methods.compareClientSecret = function (this: ClientMethods, actual) {
    const given = Buffer.from(secretHash(actual));
    const taken = [this.clientSecret, this.ronron_previous_secret].filter((hash) => typeof hash === 'string');
    return taken.some((hash) => timingSafeEqual(given, Buffer.from(hash)));
  };
  const deliver = methods.backchannelLogout;
  methods.backchannelLogout = function (this: ClientMethods, accountId, sid) {
    return ports.announceLogout(this.clientId, accountId, sid);
  };
  provider.use(async (ctx, next) => {
    await next();
    await ports.settle(ctx.req);
    const cookies = [ctx.res.getHeader('set-cookie') ?? []].flat().map(String);
    const sent = cookies.flatMap((cookie) => sessionCookieSent(ctx.req, cookie));
    if (sent.length > 0) ctx.res.setHeader('set-cookie', sent);
    else ctx.res.removeHeader('set-cookie');
  });
  return {
    provider,
    deliverLogout: async (clientId, accountId, sid) => {
      const client = await provider.Client.find(clientId);
      if (client?.backchannelLogoutUri === undefined) return;
      await deliver.call(client as unknown as ClientMethods, accountId, sid);
    },
  };
}

/** The portal's own cookie is the session of who is signed in: the library's would only be ignored. */
function sessionCookieSent(request: IncomingMessage, cookie: string): string[] {
  if (!cookie.startsWith(`${sessionCookie}=`)) return [cookie];
  return signedInOf(request) === null ? [cookie.replace(/samesite=none/i, 'samesite=lax')] : [];
}
