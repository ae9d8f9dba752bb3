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

/** Jobs that wait for a service are idle, and a service has two at a time: several silent ones leave room for the others. */
const CONCURRENCY = 8;

/** Eight beats missed: a dead worker's jobs go on within a minute of its death. */
const BEAT_EVERY = 5 * SECOND;
const DEAD_AFTER = 40 * SECOND;
/** The queue's runner takes no more jobs once it cannot write down what came of one, e.g. because the database restarts. */
const RESTART_AFTER = 1 * SECOND;

/** A runner of the queue, and what it still has under way. */
interface Run {
  /** The name under which it locks its jobs: one for all that it runs side by side. */
  poolId: string;
  jobs: number;
  /** Another one has its place. */
  replaced: boolean;
}

/** Runs the tasks of the queue in this process, and frees the jobs of workers that stopped beating. */
@Injectable()
export class JobWorker {
  private runner: Runner | undefined;
  private beat: NodeJS.Timeout | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopped = false;
  private runs: Run[] = [];

  constructor(
    private readonly tasks: JobTasks,
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Error of the database when the queue cannot be reached; later outages are waited for. */
  async start(concurrency = CONCURRENCY): Promise<void> {
    await this.startRunner(concurrency);
    await this.beatNow();
    this.beat = setInterval(() => {
      this.beatNow().catch((error: unknown) => this.logger.warn({ err: error }, 'worker beat failed'));
    }, BEAT_EVERY);
  }

  /** Lets running jobs end, takes no new one. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.beat);
    clearTimeout(this.restart);
    await this.runner
      ?.stop()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the job runner did not stop'));
    this.runner = undefined;
  }

  private async startRunner(concurrency: number): Promise<void> {
    const current: Run = { poolId: '', jobs: 0, replaced: false };
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      current.poolId = workerPool.id;
      this.runs.push(current);
    });
    events.on('job:start', () => current.jobs++);
    events.on('job:complete', () => current.jobs--);
    // It should end then, and does not always: when two jobs fail to be written down, it waits for ever for a third.
    events.on('pool:fatalError', () => this.replace(current, concurrency));
    const runner = await run({
      // Unbatched, the queue leaves a failure to write down a result to nobody, which ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
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
    this.runner = runner;
    runner.promise
      .catch((error: unknown) => this.logger.error({ err: error }, 'the job runner stopped'))
      .finally(() => this.replace(current, concurrency));
  }

  private replace(former: Run, concurrency: number): void {
    if (former.replaced) return;
    former.replaced = true;
    this.runner = undefined;
    this.startAgain(concurrency);
  }

  private startAgain(concurrency: number): void {
    if (this.stopped) return;
    this.restart = setTimeout(() => {
      this.startRunner(concurrency).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'the job runner cannot start yet');
        this.startAgain(concurrency);
      });
    }, RESTART_AFTER);
  }

  private async beatNow(): Promise<void> {
    const now = this.clock.now();
    // One that was replaced keeps the jobs that it still runs.
    this.runs = this.runs.filter(({ replaced, jobs }) => !replaced || jobs > 0);
    for (const { poolId } of this.runs) {
      await this.database.getRepository(WorkerBeat).upsert({ workerId: poolId, seenAt: now }, ['workerId']);
    }
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
