import type { Tool } from './tool.js';

/** The name of the provider in the tool; stands in its address for sign-outs. */
const IDENTIFIER = 'ronron';

/**
 * https://github.com/nextcloud/user_oidc: `occ user_oidc:provider`. Ids are the subjects themselves, not hashed: the accounts that the
 * connector makes are named so, and nobody gets another. Groups and quotas are the connector's: with group provisioning a
 * sign-in would take people out of every group that no claim names, and a quota told there would stand until the next one.
 */
export const nextcloud: Tool = {
  id: 'nextcloud',
  name: 'Nextcloud (user_oidc)',
  scopes: ['profile', 'email'],
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
        '  --unique-uid=0 --group-provisioning=0 --send-id-token-hint=1',
      ].join('\n'),
    },
  ],
};
