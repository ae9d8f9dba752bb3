import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface JobOptions {
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /** A second job with the same key replaces the first while that one has not begun. */
  readonly key?: string;
  readonly runAt?: Date;
  /** With `key`: the first one's time stays, so that work which is asked for again and again is done all the same. */
  readonly keepsTime?: boolean;
  readonly maxAttempts?: number;
}

/** Adds work for the workers, inside the transaction that causes it: neither stands without the other. */
@Injectable()
export class JobQueue {
  async add(manager: EntityManager, task: string, payload: object, options: JobOptions = {}): Promise<void> {
    await manager.query(
      `SELECT graphile_worker.add_job($1::text, payload := $2::json, queue_name := $3::text, job_key := $4::text,
         run_at := $5::timestamptz, max_attempts := $6::int, job_key_mode := $7::text)`,
      [
        task,
        JSON.stringify(payload),
        options.queue ?? null,
        options.key ?? null,
        options.runAt ?? null,
        options.maxAttempts ?? null,
        options.keepsTime ? 'preserve_run_at' : 'replace',
      ],
    );
  }
}
