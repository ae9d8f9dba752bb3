import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { LinkedIdentity } from './linked/linked-identity.entity.js';
import { IdentityProvider } from './providers/identity-provider.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const identitiesRegister: readonly DeclaredTable[] = [
  plainTable(
    IdentityProvider,
    'id',
    'slug',
    'label',
    'profile',
    'issuer',
    'clientId',
    'clientSecret',
    'acrValues',
    'signingAlgorithm',
    'trustsMfa',
    'allowPrivate',
    'enabled',
    'createdAt',
    'updatedAt',
  ),
  declareTable(LinkedIdentity, {
    activity: 'sign-in',
    personal: {
      accountId: 'account',
      authority: 'security',
      subject: 'security',
      label: 'contact',
      siret: 'participation',
      lastUsedAt: 'connection',
    },
    plain: ['id', 'providerId', 'createdAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
];
