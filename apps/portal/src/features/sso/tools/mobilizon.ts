import type { Tool } from './tool.js';

/**
 * https://docs.joinmobilizon.org/administration/configure/auth/: its Keycloak strategy, which any provider with a userinfo endpoint
 * answers. It knows people by their e-mail address, and sends neither PKCE nor a nonce.
 */
export const mobilizon: Tool = {
  id: 'mobilizon',
  name: 'Mobilizon (Keycloak)',
  scopes: ['profile', 'email'],
  idTokenAlg: 'RS256',
  pkce: false,
  nonce: false,
  addresses: (address) => ({
    redirectUris: [`${address}/auth/keycloak/callback`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  }),
  settings: ({ issuer, clientId, clientSecret, scope }) => [
    {
      where: 'config.exs',
      text: [
        'config :ueberauth, Ueberauth,',
        `  providers: [keycloak: {Ueberauth.Strategy.Keycloak, [default_scope: "${scope}"]}]`,
        '',
        'config :mobilizon, :auth,',
        '  oauth_consumer_strategies: [{:keycloak, "Ronron"}]',
        '',
        'config :ueberauth, Ueberauth.Strategy.Keycloak.OAuth,',
        `  client_id: "${clientId}",`,
        `  client_secret: "${clientSecret}",`,
        `  site: "${new URL(issuer).origin}",`,
        `  authorize_url: "${issuer}/auth",`,
        `  token_url: "${issuer}/token",`,
        `  userinfo_url: "${issuer}/userinfo",`,
        '  token_method: :post',
        '',
        'config :mobilizon, :instance,',
        '  registrations_open: false',
      ].join('\n'),
    },
  ],
};
