import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, exportJWK } from 'jose';
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider';

/**
 * The library of the OpenID provider alone, as a process of its own: its in-memory adapter, keys of the portal's kinds, one client, and a
 * person who is signed in by asking. Its first message is the port; the second message that it gets is the client.
 */

const keys = await Promise.all(
  (['RS256', 'ES256'] as const).map(async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    return { ...(await exportJWK(privateKey)), alg, use: 'sig' };
  }),
);

process.once('message', (client: ClientMetadata) => void serve(client));
// Its parent is gone: so is its purpose.
process.on('disconnect', () => process.exit());

async function serve(client: ClientMetadata): Promise<void> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration(client));
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url!.startsWith('/interaction/')) return void callback(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: 'somebody' } });
  });
  server.keepAliveTimeout = 75_000;
  process.send!(port);
}

function configuration(client: ClientMetadata): Configuration {
  return {
    clients: [client],
    jwks: { keys: keys as never },
    claims: { openid: ['sub'], profile: ['name', 'locale'] },
    cookies: { long: { signed: false }, short: { signed: false } },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId, name: 'Somebody', locale: 'fr' }),
    }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: () => true,
    loadExistingGrant: async (ctx) => {
      const { provider, session, client: asking } = ctx.oidc;
      const known = session!.grantIdFor(asking!.clientId);
      const grant = known === undefined ? undefined : await provider.Grant.find(known);
      if (grant !== undefined) return grant;
      const made = new provider.Grant({ accountId: session!.accountId!, clientId: asking!.clientId });
      made.addOIDCScope('openid profile');
      await made.save();
      return made;
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
  };
}
