import type { Configuration } from 'oidc-provider';
import { MULTI_FACTOR, SINGLE_FACTOR } from './assurance.js';
import { doorOf, OWN_METADATA, pairwiseSub } from './client.js';
import { createGrantLoader } from './grants.js';
import { createInteractionPolicy } from './interaction-policy.js';
import type { OidcPorts } from './ports.js';
import { claimsByScope, ENTITLEMENTS_SCOPE } from './scopes.js';
import { sessionCookie, signedInOf } from './signed-in.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds. An ID token is verified for this long, hence a retired key is published for longer. */
export const ID_TOKEN_TTL = HOUR;

/**
 * The policy of the provider. Only the code flow, with PKCE but for the tools that cannot; refresh tokens are used once and die with their sign-in unless
 * the client got `offline_access`; claims are told at the userinfo endpoint, or in the ID token where a client names them.
 */
export function providerConfiguration(ports: OidcPorts): Configuration {
  const { accounts, pages } = ports;
  return {
    adapter: ports.storage,
    jwks: { keys: [...ports.keys.keys] },
    responseTypes: ['code'],
    scopes: [...Object.keys(claimsByScope), 'offline_access', ENTITLEMENTS_SCOPE],
    claims: Object.fromEntries([
      ...Object.entries(claimsByScope).map(([scope, claims]) => [scope, [...claims]]),
      // How and when the person signed in stands in every ID token.
      ['openid', ['sub', 'acr', 'amr', 'auth_time']],
      ...['acr', 'amr', 'auth_time', 'iss', 'sid'].map((claim) => [claim, null]),
    ]),
    acrValues: [SINGLE_FACTOR, MULTI_FACTOR],
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: (_ctx, accountId, client) => pairwiseSub(client['ronron_salt'] as string, accountId),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    extraClientMetadata: { properties: [...OWN_METADATA] },
    cookies: {
      names: { session: sessionCookie, interaction: 'ronron_interaction', resume: 'ronron_resume' },
      // What the library wants where POST is taken; `createProvider` sends it as `lax`, for it only serves a sign-out.
      long: { httpOnly: true, sameSite: 'none', path: '/oidc', signed: false },
      // The interaction's pages stand under every language's prefix.
      short: { httpOnly: true, sameSite: 'lax', path: '/', signed: false },
    },
    discovery: { ui_locales_supported: ['fr', 'en'] },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256', 'RS256'],
      introspectionSigningAlgValues: ['ES256', 'RS256'],
      userinfoSigningAlgValues: ['ES256', 'RS256'],
    },
    enableHttpPostMethods: true,
    features: {
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      jwtUserinfo: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => 'clientId' in token && token.clientId === client.clientId,
      },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          await pages.confirmLogout(ctx, {
            action: /action="([^"]+)"/.exec(form)![1]!,
            xsrf: /value="([^"]+)"/.exec(form)![1]!,
            client: ctx.oidc.client?.clientName ?? null,
          });
        },
        postLogoutSuccessSource: (ctx) => pages.loggedOut(ctx),
      },
    },
    fetch: ports.fetch as never,
    findAccount: async (ctx, accountId, token) => {
      const signedIn = signedInOf(ctx.req);
      // At the authorization endpoint nobody is signed in but who is signed in to the portal.
      const known = token === undefined ? signedIn?.accountId === accountId : await accounts.isActive(accountId);
      if (!known) return undefined;
      // A refresh is the moment at which a right that ended is noticed whatever became of the notice.
      if (ctx.oidc.route === 'token' && ctx.oidc.params?.['grant_type'] === 'refresh_token') {
        if (!(await accounts.mayUse(accountId, doorOf(ctx.oidc.client!)))) return undefined;
      }
      return {
        accountId,
        claims: async (use, scope, claims) => {
          // The ID token only tells what a client names there.
          const wanted = new Set(use === 'id_token' ? [] : scope.split(' '));
          for (const [name, opened] of Object.entries(claimsByScope)) {
            if (opened.some((claim) => claims !== undefined && claim in claims)) wanted.add(name);
          }
          const service = ctx.oidc.client!['ronron_service'] as string | null;
          return { sub: accountId, ...(await accounts.claims(accountId, service, wanted)) };
        },
      };
    },
    interactions: {
      policy: createInteractionPolicy(accounts),
      url: (_ctx, interaction) => pages.interaction(interaction.uid),
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: createGrantLoader(accounts),
    pkce: {
      required: (ctx, client) =>
        client['ronron_pkce'] === true || (client['ronron_nonce'] === true && ctx.oidc.params?.['nonce'] === undefined),
    },
    renderError: (ctx, out) => pages.error(ctx, out.error, out.error_description ?? ''),
    rotateRefreshToken: true,
    routes: { authorization: '/auth', userinfo: '/userinfo' },
    ttl: {
      AccessToken: 15 * MINUTE,
      AuthorizationCode: MINUTE,
      ClientCredentials: 10 * MINUTE,
      Grant: 400 * DAY,
      IdToken: ID_TOKEN_TTL,
      Interaction: HOUR,
      RefreshToken: 30 * DAY,
      Session: 31 * DAY,
    },
  };
}
