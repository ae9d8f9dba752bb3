import type { Tool } from './tool.js';

/** Any tool that speaks OpenID Connect; its operator knows its addresses. */
export const generic: Tool = {
  id: 'generic',
  name: null,
  scopes: ['profile', 'email', 'groups', 'quota', 'subscriptions'],
  idTokenAlg: 'RS256',
  pkce: true,
  addresses: () => null,
  settings: ({ issuer, clientId, clientSecret, scope, idTokenAlg }) => [
    {
      where: 'OpenID Connect',
      text: [
        `issuer: ${issuer}`,
        `discovery: ${issuer}/.well-known/openid-configuration`,
        `client_id: ${clientId}`,
        `client_secret: ${clientSecret}`,
        'token_endpoint_auth_method: client_secret_basic',
        'response_type: code',
        'code_challenge_method: S256',
        `scope: ${scope}`,
        `id_token_signed_response_alg: ${idTokenAlg}`,
        `authorization_endpoint: ${issuer}/auth`,
        `token_endpoint: ${issuer}/token`,
        `userinfo_endpoint: ${issuer}/userinfo`,
        `end_session_endpoint: ${issuer}/session/end`,
        `jwks_uri: ${issuer}/jwks`,
      ].join('\n'),
    },
  ],
};
