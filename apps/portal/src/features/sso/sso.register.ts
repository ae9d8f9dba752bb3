import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { OidcClientOrganisation } from './clients/oidc-client-organisation.entity.js';
import { OidcClient } from './clients/oidc-client.entity.js';
import { OidcConsent } from './clients/oidc-consent.entity.js';
import { OidcKey } from './keys/oidc-key.entity.js';
import { OidcRecord } from './storage/oidc-record.entity.js';
import { OidcSession } from './storage/oidc-session.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const ssoRegister: readonly DeclaredTable[] = [
  declareTable(OidcSession, {
    activity: 'sign-in',
    personal: { uid: 'security', accountId: 'account', authorizations: 'participation', state: 'security' },
    plain: ['createdAt'],
    exported: [{ where: 'account_id = :account', without: ['uid', 'state'] }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(OidcRecord, {
    activity: 'sign-in',
    personal: { accountId: 'account', payload: 'participation', clientId: 'participation' },
    plain: ['id', 'kind', 'grantId', 'consumedAt', 'createdAt', 'expiresAt'],
    exported: [{ where: 'account_id = :account', without: ['id', 'grantId', 'payload'] }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: 1, since: 'expiresAt', elsewhere: true }],
  }),
  declareTable(OidcConsent, {
    activity: 'services',
    personal: { accountId: 'account', clientId: 'participation', scopes: 'participation', agreedAt: 'participation' },
    plain: [],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  plainTable(
    OidcClient,
    'id',
    'serviceId',
    'name',
    'tool',
    'secretHash',
    'previousSecretHash',
    'previousSecretUntil',
    'disabledAt',
    'removedAt',
    'audience',
    'audienceRoles',
    'audienceHelp',
    'secretShownAt',
    'redirectUris',
    'postLogoutRedirectUris',
    'backchannelLogoutUri',
    'scopes',
    'consent',
    'pairwiseSalt',
    'pkce',
    'idTokenAlg',
    'logoutFailedAt',
    'logoutFailure',
    'createdAt',
    'updatedAt',
  ),
  plainTable(OidcClientOrganisation, 'clientId', 'organisationId'),
  plainTable(OidcKey, 'id', 'algorithm', 'sealed', 'createdAt', 'signsFrom'),
];
