import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';

/** Days are kept at least so long, in milliseconds. */
export const DAYS_KEPT = 90 * DAY;

/** Makes months of days: a month is made whole, once all its days are old enough. */
@Injectable()
export class UsageRollUp implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('usage-roll-up', '40 2 * * *', () => this.run());
  }

  /** One statement: killed in the middle, the days are still days; run twice, they are counted once. */
  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - DAYS_KEPT).toISOString().slice(0, 7) + '-01';
    await this.database.query(
      `WITH old AS (DELETE FROM usage_day WHERE day < $1::date RETURNING *)
       INSERT INTO usage_month (subscription_id, month, bytes_days, bytes_sum, bytes_most, items_most, last_activity_at)
       SELECT subscription_id, date_trunc('month', day)::date, count(bytes), coalesce(sum(bytes), 0), max(bytes), max(items),
         max(last_activity_at)
       FROM old GROUP BY 1, 2
       ON CONFLICT (subscription_id, month) DO UPDATE SET
         bytes_days = usage_month.bytes_days + excluded.bytes_days,
         bytes_sum = usage_month.bytes_sum + excluded.bytes_sum,
         bytes_most = greatest(usage_month.bytes_most, excluded.bytes_most),
         items_most = greatest(usage_month.items_most, excluded.items_most),
         last_activity_at = greatest(usage_month.last_activity_at, excluded.last_activity_at)`,
      [before],
    );
  }
}
