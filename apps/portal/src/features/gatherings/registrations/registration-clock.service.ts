import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, HOUR, MINUTE, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { findGathering } from '../gathering/gathering-scope.service.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';
import { RegistrationMails } from './registration-mails.service.js';

const REMINDS_BEFORE = DAY;
/** Once everybody is home; and not about what was long ago, e.g. when workers were stopped. */
const ASKS_AFTER = HOUR;
const ASKS_UNTIL = 7 * DAY;
/** Twice as long as between two runs: a page that is drawn once too often costs nothing. */
const LATELY = 30 * MINUTE;

/** What happens by the hour alone: reminders, questions afterwards, and pages that say what is coming. */
@Injectable()
export class RegistrationClock implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly mails: RegistrationMails,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('gatherings-clock', '*/15 * * * *', () => this.tick());
  }

  private async tick(): Promise<void> {
    const now = this.clock.now();
    for (const { id } of await this.sessionsToRemind(now)) await this.remind(id);
    for (const { id } of await this.gatheringsToAskAbout(now)) await this.ask(id);
    await this.database.query(
      `SELECT pg_notify('ronron_public', 'a gathering began or ended') WHERE EXISTS (
         SELECT 1 FROM gathering_session WHERE starts_at BETWEEN $1 AND $2 OR ends_at BETWEEN $1 AND $2)`,
      [new Date(now.getTime() - LATELY), now],
    );
  }

  private sessionsToRemind(now: Date): Promise<{ id: string }[]> {
    return this.database.query(
      `SELECT session.id FROM gathering_session AS session JOIN gathering ON gathering.id = session.gathering_id
       WHERE gathering.state = 'published' AND session.cancelled_at IS NULL AND session.reminded_at IS NULL
         AND session.starts_at > $1 AND session.starts_at <= $2`,
      [now, new Date(now.getTime() + REMINDS_BEFORE)],
    );
  }

  /** Mails and their mark stand in one transaction: who is reminded is so once. */
  private async remind(sessionId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { gatheringId } = await manager.findOneByOrFail(GatheringSession, { id: sessionId });
      const gathering = await findGathering(manager, gatheringId, true);
      const session = await manager.findOneBy(GatheringSession, { id: sessionId });
      if (gathering?.state !== 'published' || session === null) return;
      if (session.remindedAt !== null || session.cancelledAt !== null) return;
      await manager.update(GatheringSession, { id: sessionId }, { remindedAt: this.clock.now() });
      await this.mails.toAll(manager, gathering, 'reminder', { session }, ['registered']);
    });
  }

  private gatheringsToAskAbout(now: Date): Promise<{ id: string }[]> {
    return this.database.query(
      `SELECT id FROM gathering WHERE state IN ('published', 'held') AND opinions_asked_at IS NULL
         AND ends_at > $1 AND ends_at <= $2`,
      [new Date(now.getTime() - ASKS_UNTIL), new Date(now.getTime() - ASKS_AFTER)],
    );
  }

  private async ask(gatheringId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const gathering = await findGathering(manager, gatheringId, true);
      if (gathering === null || gathering.opinionsAskedAt !== null) return;
      await manager.update(Gathering, { id: gatheringId }, { opinionsAskedAt: this.clock.now() });
      await this.mails.toAll(manager, gathering, 'opinion', {}, ['registered']);
    });
  }
}
