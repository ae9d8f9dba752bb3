import { DAY } from '@ronron/kernel';
import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { DEVICE_KNOWN_FOR } from '../../platform/sessions/device-cookie.js';
import { Account } from './account.entity.js';
import { AccountToken } from './account-token.entity.js';
import { tokenLifetimes } from './tokens/account-tokens.service.js';
import { KnownDevice } from './devices/known-device.entity.js';

/** How long an address may stay unproved. */
export const UNCONFIRMED_KEPT_DAYS = 30;

/** How long a parent has to agree, from the last mail to them: as long as its link works. */
export const PARENT_AWAITED_DAYS = tokenLifetimes['parent-agreement'] / DAY;

/** SQL on `account`. Where a parent took their consent back, the days of grace count instead. */
export const AWAITS_PARENT = 'confirmed_at IS NULL AND delete_after IS NULL';

/** What these tables hold of people; see `declareTable`. */
export const accountsRegister: readonly DeclaredTable[] = [
  declareTable(Account, {
    activity: 'account',
    personal: {
      id: 'account',
      email: 'contact',
      displayName: 'identity',
      passwordHash: 'security',
      communeId: 'account',
      locale: 'account',
      confirmedAt: 'account',
      parentEmail: 'contact',
      parentAskedAt: 'account',
      parentAgreedAt: 'account',
      securityStamp: 'security',
      secondFactorSince: 'security',
      termsAcceptedAt: 'account',
      termsVersion: 'account',
      deleteAfter: 'account',
      movedOutUntil: 'account',
      movedOutReminder: 'account',
      suspendedAt: 'account',
      bouncedAt: 'contact',
      lastSignInAt: 'connection',
      createdAt: 'account',
    },
    plain: [],
    exported: [{ where: 'id = :account', without: ['passwordHash', 'securityStamp'] }],
    erasure: [{ delete: 'id = :account' }],
    retention: [
      {
        days: UNCONFIRMED_KEPT_DAYS,
        since: 'createdAt',
        where: 'confirmed_at IS NULL AND parent_asked_at IS NULL',
        elsewhere: true,
      },
      { days: PARENT_AWAITED_DAYS, since: 'parentAskedAt', where: AWAITS_PARENT, elsewhere: true },
    ],
  }),
  declareTable(AccountToken, {
    activity: 'sign-in',
    personal: { hash: 'security', accountId: 'account', email: 'contact', browser: 'security' },
    plain: ['purpose', 'expiresAt', 'usedAt', 'createdAt'],
    exported: [{ where: 'account_id = :account', without: ['hash'] }],
    erasure: [{ delete: 'account_id = :account' }],
    // Over links stay, so that who comes back is told what happened rather than that nothing is known.
    retention: [{ days: 30, since: 'expiresAt' }],
  }),
  declareTable(KnownDevice, {
    activity: 'sign-in',
    personal: { accountId: 'account', hash: 'security', userAgent: 'connection', seenAt: 'connection' },
    plain: ['id', 'createdAt'],
    exported: [{ where: 'account_id = :account', without: ['hash'] }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: DEVICE_KNOWN_FOR / DAY, since: 'seenAt' }],
  }),
];
