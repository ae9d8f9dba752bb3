import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';

/** Deadlines pass and news grow old with no change of the data: once a day public pages are drawn anew. */
@Injectable()
export class CommitmentsNewDay implements OnModuleInit {
  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
  ) {}

  /** 23:05 UTC is five past midnight, or five past one in summer, in metropolitan France. */
  onModuleInit(): void {
    this.tasks.schedule('commitments-new-day', '5 23 * * *', async () => {
      await this.database.query(`SELECT pg_notify('ronron_public', 'new day')`);
    });
  }
}
