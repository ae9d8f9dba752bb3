import { Inject, Injectable } from '@nestjs/common';
import { DAY } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';

/** Somebody whose role wants a second factor. */
export interface FactorDuty {
  readonly name: string;
  readonly email: string;
  /** Since when they have one; null: not yet. */
  readonly since: Date | null;
  /** Until when they may do without. */
  readonly due: Date;
}

/** Who must have a second factor, and who has one. */
@Injectable()
export class FactorDuties {
  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** Everybody with a role; who has no second factor yet comes first. */
  async list(): Promise<FactorDuty[]> {
    const rows = await this.database.query<{ name: string; email: string; since: Date | null; granted: Date }[]>(
      `SELECT account.display_name AS name, account.email, account.second_factor_since AS since,
              min(role_grant.created_at) AS granted
       FROM account JOIN role_grant ON role_grant.account_id = account.id
       GROUP BY account.id
       ORDER BY account.second_factor_since IS NOT NULL, granted, account.email
       LIMIT 500`,
    );
    const grace = this.settings.secondFactorGraceDays * DAY;
    return rows.map(({ granted, ...row }) => ({ ...row, due: new Date(granted.getTime() + grace) }));
  }
}
