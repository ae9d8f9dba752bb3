import type { Tool } from './tool.js';

/** https://github.com/ether/ep_openid_connect: sends a nonce and no PKCE; people are known by `sub`. */
export const etherpad: Tool = {
  id: 'etherpad',
  name: 'Etherpad (ep_openid_connect)',
  scopes: ['profile'],
  idTokenAlg: 'RS256',
  pkce: false,
  addresses: (address) => ({
    redirectUris: [`${address}/ep_openid_connect/callback`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  }),
  settings: ({ issuer, address, clientId, clientSecret, scope }) => [
    {
      where: 'settings.json',
      text: `${JSON.stringify('ep_openid_connect')}: ${JSON.stringify(
        {
          issuer,
          client_id: clientId,
          client_secret: clientSecret,
          base_url: address,
          scope: scope.split(' '),
          user_properties: { displayname: { claim: 'name' } },
        },
        null,
        2,
      )},\n"requireAuthentication": true,`,
    },
  ],
};
