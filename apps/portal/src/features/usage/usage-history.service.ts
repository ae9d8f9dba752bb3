import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { usageChart, type UsageChart } from './usage-chart.js';

/** After so long without any activity, a subscription counts as unused, in milliseconds. */
export const UNUSED_AFTER = 180 * DAY;

/** Enough to see who needs most. */
const TOP = 10;

/** One point of a history: weeks while there are days, months before. */
export interface UsagePoint {
  /** `YYYY-MM-DD`: the first day of the week or month. */
  readonly day: string;
  /** Mean over the days that were measured. */
  readonly bytes: number | null;
  readonly items: number | null;
}

/** What a tool said last of one subscription. */
export interface LatestUsage {
  readonly subscriptionId: string;
  readonly holder: string;
  readonly day: string;
  readonly bytes: number | null;
  readonly items: number | null;
  readonly lastActivityAt: Date | null;
  /** Bytes; null: no limit. */
  readonly quota: number | null;
}

export interface ServiceUsage {
  readonly measured: number;
  readonly bytes: number;
  readonly quotas: number;
  readonly points: readonly UsagePoint[];
  /** Those who use most, first. */
  readonly top: readonly LatestUsage[];
  /** Those that nobody used for half a year, longest first. */
  readonly unused: readonly LatestUsage[];
}

/** The figures of usage as people read them. */
@Injectable()
export class UsageHistory {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For the view `usage/history`; null when the tool never said anything. `quota` in bytes. */
  async chartOf(subscriptionId: string, quota: number | null): Promise<UsageChart | null> {
    return usageChart(await this.points('subscription.id = $1', subscriptionId), quota);
  }

  /** Null when the tool has said nothing in the days that are kept. */
  async latestOf(subscriptionId: string): Promise<LatestUsage | null> {
    return (await this.latest('subscription.id = $1', subscriptionId))[0] ?? null;
  }

  async ofService(serviceId: string): Promise<ServiceUsage> {
    const latest = await this.latest(`subscription.service_id = $1 AND subscription.status <> 'ended'`, serviceId);
    const since = this.clock.now().getTime() - UNUSED_AFTER;
    const unused = latest.filter(({ lastActivityAt }) => lastActivityAt !== null && lastActivityAt.getTime() < since);
    return {
      measured: latest.length,
      bytes: latest.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
      quotas: latest.reduce((sum, { quota }) => sum + (quota ?? 0), 0),
      points: await this.points('subscription.service_id = $1', serviceId),
      top: latest
        .filter(({ bytes }) => bytes !== null)
        .sort((a, b) => b.bytes! - a.bytes!)
        .slice(0, TOP),
      unused: unused.sort((a, b) => a.lastActivityAt!.getTime() - b.lastActivityAt!.getTime()),
    };
  }

  /** Every figure of a service, days then months, for a spreadsheet. */
  async everythingOf(
    serviceId: string,
  ): Promise<
    { period: string; holder: string; bytes: string | null; items: number | null; lastActivityAt: Date | null }[]
  > {
    return this.database.query(
      `SELECT figures.period, ${HOLDER} AS holder, figures.bytes::text AS bytes, figures.items,
         figures.last_activity_at AS "lastActivityAt"
       FROM (
         SELECT subscription_id, to_char(day, 'YYYY-MM-DD') AS period, bytes, items, last_activity_at FROM usage_day
         UNION ALL
         SELECT subscription_id, to_char(month, 'YYYY-MM'), CASE WHEN bytes_days > 0 THEN bytes_sum / bytes_days END, items_most,
           last_activity_at FROM usage_month
       ) figures
       JOIN subscription ON subscription.id = figures.subscription_id ${WITH_HOLDER}
       WHERE subscription.service_id = $1 ORDER BY figures.period DESC, holder`,
      [serviceId],
    );
  }

  /** Means of each subscription first, then their sum: a day on which one was not measured makes no dip. */
  private points(which: string, value: string): Promise<UsagePoint[]> {
    return this.database.query(
      `SELECT to_char(period, 'YYYY-MM-DD') AS day, round(sum(bytes))::float8 AS bytes, sum(items)::float8 AS items
       FROM (
         SELECT subscription_id, date_trunc('week', day)::date AS period, avg(bytes) AS bytes, max(items) AS items
         FROM usage_day GROUP BY 1, 2
         UNION ALL
         SELECT subscription_id, month, CASE WHEN bytes_days > 0 THEN bytes_sum::numeric / bytes_days END, items_most
         FROM usage_month
       ) figures
       JOIN subscription ON subscription.id = figures.subscription_id
       WHERE ${which} GROUP BY period ORDER BY period`,
      [value],
    );
  }

  private latest(which: string, value: string): Promise<LatestUsage[]> {
    return this.database.query(
      `SELECT DISTINCT ON (usage_day.subscription_id) usage_day.subscription_id AS "subscriptionId", ${HOLDER} AS holder,
         to_char(usage_day.day, 'YYYY-MM-DD') AS day, usage_day.bytes::float8 AS bytes, usage_day.items,
         usage_day.last_activity_at AS "lastActivityAt", subscription.quota::float8 AS quota
       FROM usage_day JOIN subscription ON subscription.id = usage_day.subscription_id ${WITH_HOLDER}
       WHERE ${which} ORDER BY usage_day.subscription_id, usage_day.day DESC`,
      [value],
    );
  }
}

const HOLDER = `coalesce(organisation.name, account.display_name, '')`;
const WITH_HOLDER = `LEFT JOIN organisation ON organisation.id = subscription.organisation_id
  LEFT JOIN account ON account.id = subscription.account_id`;
