import { Injectable } from '@nestjs/common';

/** At least once: a task is called again when its process dies in the middle, so its effects are safe to repeat. */
export type JobTask = (payload: never) => Promise<void>;

/** What the workers can do. Features register their tasks in `onModuleInit`. */
@Injectable()
export class JobTasks {
  readonly tasks = new Map<string, JobTask>();
  /** Task name → cron expression (UTC, five fields). */
  readonly schedules = new Map<string, string>();

  register(name: string, task: JobTask): void {
    if (this.tasks.has(name)) throw new Error(`The task "${name}" is registered twice.`);
    this.tasks.set(name, task);
  }

  /** Runs once at each time of the crontab, whatever the number of workers. */
  schedule(name: string, cron: string, task: () => Promise<void>): void {
    this.register(name, task);
    this.schedules.set(name, cron);
  }
}
