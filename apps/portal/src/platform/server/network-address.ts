import proxyAddr from '@fastify/proxy-addr';
import type { IncomingMessage } from 'node:http';
import type { PortalSettings } from '../config/portal-settings.js';

/** From where a request comes, as `request.ip` of the framework says it, for what is answered before the framework. */
export function createNetworkAddress({
  trustedProxies,
}: Pick<PortalSettings, 'trustedProxies'>): (request: IncomingMessage) => string {
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, trusts);
}
