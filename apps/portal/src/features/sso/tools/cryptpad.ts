import type { Tool } from './tool.js';

/**
 * https://github.com/cryptpad/sso: the plugin's `config/sso.js`. It takes no sign-outs. Names are told at the userinfo endpoint, of which
 * the plugin accepts a signed answer only: with a plain one it never comes back to the person.
 */
export const cryptpad: Tool = {
  id: 'cryptpad',
  name: 'CryptPad (sso)',
  scopes: ['profile'],
  idTokenAlg: 'RS256',
  pkce: true,
  signedUserinfo: true,
  addresses: (address) => ({
    redirectUris: [`${address}/ssoauth`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  }),
  settings: ({ issuer, clientId, clientSecret, idTokenAlg }) => [
    {
      where: 'config/sso.js',
      text: [
        'module.exports = {',
        '  enabled: true,',
        '  enforced: true,',
        '  cpPassword: true,',
        '  forceCpPassword: false,',
        '  list: [',
        '    {',
        "      name: 'ronron',",
        "      type: 'oidc',",
        `      url: '${issuer}',`,
        `      client_id: '${clientId}',`,
        `      client_secret: '${clientSecret}',`,
        `      id_token_alg: '${idTokenAlg}',`,
        `      userinfo_token_alg: '${idTokenAlg}',`,
        "      username_claim: 'name',",
        '      use_pkce: true,',
        '      use_nonce: true,',
        '    },',
        '  ],',
        '};',
      ].join('\n'),
    },
  ],
};
