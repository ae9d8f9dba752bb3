import type { Tool } from './tool.js';

/** https://github.com/OpenIDC/mod_auth_openidc: its own paths hang from one that nothing else answers. */
export const apache: Tool = {
  id: 'apache',
  name: 'Apache (mod_auth_openidc)',
  scopes: ['profile', 'groups'],
  idTokenAlg: 'ES256',
  pkce: true,
  addresses: (address) => ({
    redirectUris: [`${address}/oidc/callback`],
    postLogoutRedirectUris: [`${address}/`],
    backchannelLogoutUri: `${address}/oidc/callback?logout=backchannel`,
  }),
  settings: ({ issuer, address, clientId, clientSecret, scope, idTokenAlg }) => [
    {
      where: '<VirtualHost>',
      text: [
        `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration`,
        `OIDCClientID ${clientId}`,
        `OIDCClientSecret ${clientSecret}`,
        `OIDCRedirectURI ${address}/oidc/callback`,
        'OIDCCryptoPassphrase "exec:/bin/cat /etc/apache2/oidc-passphrase"',
        `OIDCScope "${scope}"`,
        'OIDCPKCEMethod S256',
        `OIDCIDTokenSignedResponseAlg ${idTokenAlg}`,
        'OIDCRemoteUserClaim sub',
        '<Location />',
        '  AuthType openid-connect',
        '  Require valid-user',
        '</Location>',
      ].join('\n'),
    },
  ],
};
