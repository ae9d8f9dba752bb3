import type { Tool } from './tool.js';

/** The name of the provider in the tool; stands in its address for sign-outs. */
const IDENTIFIER = 'ronron';

/** https://github.com/nextcloud/user_oidc: `occ user_oidc:provider`; ids are not hashed, so that an account stays the same one. */
export const nextcloud: Tool = {
  id: 'nextcloud',
  name: 'Nextcloud (user_oidc)',
  scopes: ['profile', 'email', 'groups', 'quota'],
  idTokenAlg: 'RS256',
  pkce: true,
  addresses: (address) => ({
    redirectUris: [`${address}/apps/user_oidc/code`, `${address}/index.php/apps/user_oidc/code`],
    postLogoutRedirectUris: [address, `${address}/`],
    backchannelLogoutUri: `${address}/index.php/apps/user_oidc/backchannel-logout/${IDENTIFIER}`,
  }),
  settings: ({ issuer, clientId, clientSecret, scope }) => [
    {
      where: 'occ',
      text: [
        'occ app:enable user_oidc',
        `occ user_oidc:provider ${IDENTIFIER} \\`,
        `  --clientid='${clientId}' \\`,
        `  --clientsecret='${clientSecret}' \\`,
        `  --discoveryuri='${issuer}/.well-known/openid-configuration' \\`,
        `  --scope='${scope}' \\`,
        '  --mapping-uid=sub --mapping-display-name=name --mapping-email=email \\',
        '  --mapping-quota=quota --mapping-groups=groups \\',
        '  --unique-uid=0 --group-provisioning=1 --send-id-token-hint=1',
      ].join('\n'),
    },
  ],
};
