import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Passkey } from './passkeys/passkey.entity.js';
import { RecoveryCode } from './recovery/recovery-code.entity.js';
import { TotpSecret } from './totp/totp-secret.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const factorsRegister: readonly DeclaredTable[] = [
  declareTable(Passkey, {
    activity: 'sign-in',
    personal: {
      id: 'security',
      accountId: 'account',
      name: 'content',
      publicKey: 'security',
      counter: 'security',
      transports: 'connection',
      synced: 'connection',
      lastUsedAt: 'connection',
    },
    plain: ['createdAt'],
    exported: [{ where: 'account_id = :account', without: ['publicKey', 'counter'] }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(TotpSecret, {
    activity: 'sign-in',
    personal: {
      accountId: 'account',
      sealedSecret: 'security',
      lastStep: 'security',
      lastUsedAt: 'connection',
    },
    plain: ['id', 'confirmedAt', 'createdAt'],
    exported: [{ where: 'account_id = :account', without: ['sealedSecret', 'lastStep'] }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: 1, since: 'createdAt', where: 'confirmed_at IS NULL' }],
  }),
  declareTable(RecoveryCode, {
    activity: 'sign-in',
    personal: { hash: 'security', accountId: 'account', usedAt: 'connection' },
    plain: ['createdAt'],
    exported: [{ where: 'account_id = :account', without: ['hash'] }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
];
