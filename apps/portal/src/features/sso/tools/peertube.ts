import type { Tool } from './tool.js';

/** The official plugin `auth-openid-connect`; it makes accounts by their e-mail address, so it needs it. */
export const peertube: Tool = {
  id: 'peertube',
  name: 'PeerTube (auth-openid-connect)',
  scopes: ['profile', 'email'],
  idTokenAlg: 'RS256',
  pkce: true,
  addresses: (address) => ({
    redirectUris: [`${address}/plugins/auth-openid-connect/router/code-cb`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  }),
  settings: ({ issuer, clientId, clientSecret, scope, idTokenAlg }) => [
    {
      where: 'Administration → Plugins/Themes → auth-openid-connect → Settings',
      text: [
        'Auth display name: Ronron',
        `Discover URL: ${issuer}/.well-known/openid-configuration`,
        `Client ID: ${clientId}`,
        `Client secret: ${clientSecret}`,
        `Scope: ${scope}`,
        'Username property: sub',
        'Email property: email',
        'Display name property: name',
        `Token signature algorithm: ${idTokenAlg}`,
      ].join('\n'),
    },
  ],
};
