import { findConnector, type FailureReason, type Usage } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HOUR, SECOND, type Clock, type Logger } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, LOGGER } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { ServiceCalls } from '../provisioning/circuits/service-calls.service.js';

const TURN = 'usage-turn';

/** One queue for all services: however slow they are, collecting takes one worker and never two. */
const QUEUE = 'usage';

/** A turn of one service ends after so many subscriptions, or so long; then it is the others' turn. */
const MOST_A_TURN = 50;
const LONGEST_TURN = 20 * SECOND;

const TRIES_A_DAY = 3;

/** These are about the service: the next subscription would meet the same. */
const OF_SERVICE: readonly FailureReason[] = ['unreachable', 'timeout', 'tls', 'unauthorised'];

interface Turn {
  readonly serviceId: string;
  /** The day that is collected. */
  readonly day: string;
  /** The last subscription that was asked about; null at the beginning. */
  readonly after: string | null;
  readonly tries: number;
}

/** Asks each tool, once a day, what each of its subscriptions uses. Asking twice on one day changes nothing. */
@Injectable()
export class UsageCollection implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    private readonly calls: ServiceCalls,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('usage-collection', '10 2 * * *', () => this.begin());
    this.tasks.register(TURN, (turn: Turn) => this.turn(turn));
  }

  /** A turn for each service whose tool tells what is used. */
  async begin(): Promise<void> {
    const services = await this.database.query<{ id: string; connector_id: string }[]>(
      `SELECT id, connector_id FROM service WHERE EXISTS (SELECT 1 FROM subscription
         WHERE service_id = service.id AND status <> 'ended' AND provisioned_at IS NOT NULL) ORDER BY id`,
    );
    const day = dayOf(this.clock.now());
    for (const { id, connector_id } of services) {
      if (findConnector(connector_id)?.can.usage !== true) continue;
      await this.next({ serviceId: id, day, after: null, tries: 0 });
    }
  }

  private async turn({ serviceId, day, after, tries }: Turn): Promise<void> {
    const until = this.clock.now().getTime() + LONGEST_TURN;
    const subscriptions = await this.nextOf(serviceId, after);
    let last = after;
    for (const { id, handle } of subscriptions) {
      const trouble = await this.collect(serviceId, id, handle, day);
      // Asked on another day it would be that day's figure.
      if (trouble instanceof Date)
        return day === dayOf(trouble) ? this.next({ serviceId, day, after: last, tries }, trouble) : undefined;
      if (trouble !== null && OF_SERVICE.includes(trouble)) {
        this.logger.warn({ serviceId, reason: trouble }, 'a service does not tell what is used');
        const later = new Date(this.clock.now().getTime() + HOUR);
        if (tries + 1 < TRIES_A_DAY) await this.next({ serviceId, day, after: last, tries: tries + 1 }, later);
        return;
      }
      last = id;
      if (this.clock.now().getTime() >= until) break;
    }
    if (last !== after) await this.next({ serviceId, day, after: last, tries });
  }

  /** Why nothing was written, or null; a date: when the service is called again. */
  private async collect(
    serviceId: string,
    subscriptionId: string,
    handle: unknown,
    day: string,
  ): Promise<FailureReason | Date | null> {
    const outcome = await this.calls.make(serviceId, (connector) => connector.usage?.(handle as never));
    if (outcome.kind === 'paused') return outcome.until;
    if (outcome.kind === 'failed') return outcome.reason;
    if (outcome.kind === 'done' && tells(outcome.value)) await this.write(subscriptionId, day, outcome.value);
    return null;
  }

  private nextOf(serviceId: string, after: string | null): Promise<{ id: string; handle: unknown }[]> {
    return this.database.query(
      `SELECT id, handle FROM subscription
       WHERE service_id = $1 AND status <> 'ended' AND provisioned_at IS NOT NULL AND handle IS NOT NULL
         AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT ${MOST_A_TURN}`,
      [serviceId, after],
    );
  }

  /** A subscription that was erased in the meantime is left alone; tools that count below zero are not believed. */
  private async write(subscriptionId: string, day: string, usage: Usage): Promise<void> {
    await this.database.query(
      `INSERT INTO usage_day (subscription_id, day, bytes, items, last_activity_at)
       SELECT id, $2::date, $3::bigint, $4::int, $5::timestamptz FROM subscription WHERE id = $1
       ON CONFLICT (subscription_id, day) DO UPDATE SET bytes = excluded.bytes, items = excluded.items,
         last_activity_at = excluded.last_activity_at`,
      [subscriptionId, day, counted(usage.bytes), counted(usage.items), usage.lastActivityAt],
    );
  }

  private next(turn: Turn, runAt = this.clock.now()): Promise<void> {
    return inTransaction(this.database, (manager) =>
      this.queue.add(manager, TURN, turn, { queue: QUEUE, key: `${TURN}:${turn.serviceId}`, runAt }),
    );
  }
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function tells({ bytes, items, lastActivityAt }: Usage): boolean {
  return bytes !== null || items !== null || lastActivityAt !== null;
}

function counted(figure: number | null): number | null {
  return figure === null || !Number.isFinite(figure) || figure < 0 ? null : Math.round(figure);
}
