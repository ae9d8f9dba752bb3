import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { UsageDay } from './usage-day.entity.js';
import { UsageMonth } from './usage-month.entity.js';

const OF_ACCOUNT = 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)';

/** Three years of months. */
const MONTHS_KEPT = 3 * 365;

/** What these tables hold of people; see `declareTable`. */
export const usageRegister: readonly DeclaredTable[] = [
  declareTable(UsageDay, {
    activity: 'services',
    personal: { bytes: 'participation', items: 'participation', lastActivityAt: 'participation' },
    plain: ['subscriptionId', 'day'],
    exported: [{ where: OF_ACCOUNT }],
    erasure: [{ delete: OF_ACCOUNT }],
    // Ninety days, and what is left of the month in which they end: then the days become months.
    retention: [{ days: 121, since: 'day', elsewhere: true }],
  }),
  declareTable(UsageMonth, {
    activity: 'services',
    personal: {
      bytesSum: 'participation',
      bytesMost: 'participation',
      itemsMost: 'participation',
      lastActivityAt: 'participation',
    },
    plain: ['subscriptionId', 'month', 'bytesDays'],
    exported: [{ where: OF_ACCOUNT }],
    erasure: [{ delete: OF_ACCOUNT }],
    retention: [{ days: MONTHS_KEPT, since: 'month' }],
  }),
];
