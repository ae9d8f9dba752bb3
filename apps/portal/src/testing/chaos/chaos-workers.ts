import { runPortalProgram, type PortalProgram } from '@ronron/testing';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Worker processes of a portal, one killed after the other, and time that goes faster for what waits in the queue. */
export class ChaosWorkers {
  private readonly running: PortalProgram[] = [];
  private readonly hurry: NodeJS.Timeout;
  killed = 0;

  constructor(
    private readonly database: DataSource,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    // Nobody has to sit out the delays of retries: what would be due later is due now.
    this.hurry = setInterval(() => {
      void this.database
        .query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now() AND locked_at IS NULL')
        .catch(() => {});
    }, 250);
  }

  /** Starts one more, and waits until it works. @throws Error with its output when it ends instead */
  async start(): Promise<void> {
    const before = await this.beating();
    const program = runPortalProgram({ PORT: '0', ...this.environment }, ['start', '--only', 'worker']);
    this.running.push(program);
    let ended = false;
    void program.ended.then(() => (ended = true));
    while ((await this.beating()).every((id) => before.includes(id))) {
      if (ended) throw new Error(`A worker did not start:\n${program.output()}`);
      await delay(25);
    }
  }

  /** kill -9 to the oldest; its jobs are free at once, as they would be a minute later. */
  async killOldest(): Promise<void> {
    await this.running.shift()!.kill();
    this.killed += 1;
    await this.database.query(
      `WITH silent AS (UPDATE worker_beat SET seen_at = seen_at - interval '61 seconds')
       UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds' WHERE locked_by IS NOT NULL`,
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.hurry);
    await Promise.all(this.running.splice(0).map((program) => program.kill()));
  }

  private async beating(): Promise<string[]> {
    const rows = await this.database.query<{ worker_id: string }[]>('SELECT worker_id FROM worker_beat');
    return rows.map((row) => row.worker_id);
  }
}
