import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';

/** Rows for each statement, so that none holds locks for long. */
const BATCH = 5000;

/** An application that was removed, so that the tool still hears who is signed out there. */
const REMOVED_KEPT_FOR = 3 * DAY;

/** Forgets what the provider gave out and is over. By the database's clock, as the rows were dated. */
@Injectable()
export class SsoStoragePurge implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('purge-oidc', '*/10 * * * *', () => this.run());
  }

  async run(): Promise<void> {
    for (let gone = BATCH; gone === BATCH;) {
      const [, count] = await this.database.query<[unknown, number]>(
        `DELETE FROM oidc_record WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM oidc_record WHERE expires_at < now() ORDER BY expires_at LIMIT ${BATCH}))`,
      );
      gone = count;
    }
    // Those who were signed in to it were told of, or tried to be for some two days (`LogoutDeliveries`).
    await this.database.query(`DELETE FROM oidc_client WHERE removed_at < $1`, [
      new Date(this.clock.now().getTime() - REMOVED_KEPT_FOR),
    ]);
    // The portal's session ended without a trace that anybody followed.
    await this.database.query(
      `DELETE FROM oidc_session o WHERE o.created_at < now() - interval '32 days'
        AND NOT EXISTS (SELECT 1 FROM session s WHERE s.sso_uid = o.uid)`,
    );
  }
}
