import type { Tool } from './tool.js';

/** https://docs.hedgedoc.org/configuration/: OAuth2 by the environment. It has no sign-out of its own to be told of. */
export const hedgedoc: Tool = {
  id: 'hedgedoc',
  name: 'HedgeDoc',
  scopes: ['profile'],
  idTokenAlg: 'RS256',
  pkce: true,
  addresses: (address) => ({
    redirectUris: [`${address}/auth/oauth2/callback`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
  }),
  settings: ({ issuer, clientId, clientSecret, scope }) => [
    {
      where: '.env',
      text: [
        'CMD_OAUTH2_PROVIDERNAME=Ronron',
        `CMD_OAUTH2_AUTHORIZATION_URL=${issuer}/auth`,
        `CMD_OAUTH2_TOKEN_URL=${issuer}/token`,
        `CMD_OAUTH2_USER_PROFILE_URL=${issuer}/userinfo`,
        `CMD_OAUTH2_CLIENT_ID=${clientId}`,
        `CMD_OAUTH2_CLIENT_SECRET=${clientSecret}`,
        `CMD_OAUTH2_SCOPE=${scope}`,
        'CMD_OAUTH2_PKCE=true',
        'CMD_OAUTH2_USER_PROFILE_ID_ATTR=sub',
        'CMD_OAUTH2_USER_PROFILE_USERNAME_ATTR=sub',
        'CMD_OAUTH2_USER_PROFILE_DISPLAY_NAME_ATTR=name',
        'CMD_OAUTH2_USER_PROFILE_EMAIL_ATTR=email',
        'CMD_ALLOW_ANONYMOUS=false',
        'CMD_DEFAULT_PERMISSION=limited',
        'CMD_EMAIL=false',
        'CMD_ALLOW_EMAIL_REGISTER=false',
        'CMD_ALLOW_GRAVATAR=false',
      ].join('\n'),
    },
  ],
};
