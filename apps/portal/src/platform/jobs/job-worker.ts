import { Inject, Injectable } from '@nestjs/common';
import { SECOND, type Clock, type Logger } from '@ronron/kernel';
import {
  Logger as QueueLogger,
  makeWorkerUtils,
  parseCronItems,
  run,
  type Runner,
  type WorkerEvents,
} from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { DataSource } from 'typeorm';
import { CLOCK, LOGGER } from '../config/tokens.js';
import { poolOf } from '../database/migrate.js';
import { JobTasks } from './job-tasks.js';
import { WorkerBeat } from './worker-beat.entity.js';

/** Eight beats missed: a dead worker's jobs go on within a minute of its death. */
const BEAT_EVERY = 5 * SECOND;
const DEAD_AFTER = 40 * SECOND;

/** Runs the tasks of the queue in this process, and frees the jobs of workers that stopped beating. */
@Injectable()
export class JobWorker {
  private runner: Runner | undefined;
  private beat: NodeJS.Timeout | undefined;
  /** The queue's names for the parallel workers of this process. */
  private readonly workerIds = new Set<string>();

  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(concurrency = 4): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    events.on('worker:create', ({ worker }) => this.workerIds.add(worker.workerId));
    this.runner = await run({
      events,
      pgPool: poolOf(this.database),
      concurrency,
      noHandleSignals: true,
      noPreparedStatements: false,
      pollInterval: 2000,
      logger: this.queueLogger(),
      taskList: Object.fromEntries(
        [...this.tasks.tasks].map(([name, task]) => [name, (payload: unknown) => task(payload as never)]),
      ),
      parsedCronItems: parseCronItems(
        [...this.tasks.schedules].map(([task, match]) => ({ task, match, identifier: task })),
      ),
    });
    await this.beatNow();
    this.beat = setInterval(() => {
      this.beatNow().catch((error: unknown) => this.logger.warn({ err: error }, 'worker beat failed'));
    }, BEAT_EVERY);
    this.runner.promise.catch((error: unknown) => this.logger.error({ err: error }, 'the job runner stopped'));
  }

  /** Lets running jobs end, takes no new one. */
  async stop(): Promise<void> {
    clearInterval(this.beat);
    await this.runner
      ?.stop()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the job runner did not stop'));
    this.runner = undefined;
  }

  private async beatNow(): Promise<void> {
    const now = this.clock.now();
    const beats = [...this.workerIds].map((workerId) => ({ workerId, seenAt: now }));
    await this.database.getRepository(WorkerBeat).upsert(beats, ['workerId']);
    await this.freeJobsOfTheDead(new Date(now.getTime() - DEAD_AFTER));
  }

  /** The queue itself would hold a killed worker's jobs for four hours. */
  private async freeJobsOfTheDead(deadline: Date): Promise<void> {
    // A worker may be killed after it took its first job and before its first beat: its locks alone tell of it.
    const dead = await this.database.query<{ worker_id: string }[]>(
      `WITH silent AS (DELETE FROM worker_beat WHERE seen_at < $1 RETURNING worker_id)
       SELECT worker_id FROM silent
       UNION SELECT locked_by FROM graphile_worker.jobs
       WHERE locked_at < $1 AND locked_by NOT IN (SELECT worker_id FROM worker_beat)`,
      [deadline],
    );
    if (dead.length === 0) return;
    const utils = await makeWorkerUtils({ pgPool: poolOf(this.database), logger: this.queueLogger() });
    await utils.forceUnlockWorkers(dead.map((row) => row.worker_id));
    await utils.release();
  }

  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message, meta) => {
      // Payloads and task errors may hold personal data; our own records of jobs say what people need to know.
      const kept = { error: (meta?.['error'] as Error | undefined)?.message };
      if (level === 'error') this.logger.error(kept, message);
      else if (level === 'warning') this.logger.warn(kept, message);
      else this.logger.debug(message);
    });
  }
}
