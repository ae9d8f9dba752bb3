import { isWorthRetrying, type ExportArtefact, type Outcome } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../../platform/files/file-storage.js';
import { StoredFile } from '../../../../platform/files/stored-file.entity.js';
import { JobQueue } from '../../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../../platform/jobs/job-tasks.js';
import { retryDelay } from '../../../../platform/jobs/retry-delay.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../../platform/security/rate-limits.js';
import { ServiceCalls } from '../../../provisioning/circuits/service-calls.service.js';
import { Holdings } from '../../holdings.service.js';
import { Subscription } from '../../subscription.entity.js';
import { ClosureMails } from '../closure-mails.service.js';
import { SubscriptionClosure } from '../subscription-closure.entity.js';
import { canExport } from './can-export.js';
import { SubscriptionExport } from './subscription-export.entity.js';

const TASK = 'export-subscription';

/** How long a copy can be fetched after the tool was to be emptied, in days. */
export const COPY_KEPT_DAYS = 30;

/** After so many failures people see that it failed; with the delays of jobs that is an hour. */
const MOST_ATTEMPTS = 7;

/** Each copy has the tool read all that it holds. */
const BY_SUBSCRIPTION: RateLimit = { name: 'subscription-export', points: 5, seconds: 24 * 3600 };

/** Copies of what tools hold for a subscription: made in the background, fetched by who answers for it. */
@Injectable()
export class SubscriptionExports implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly holdings: Holdings,
    private readonly calls: ServiceCalls,
    private readonly files: FileStorage,
    private readonly mails: ClosureMails,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(TASK, ({ id }: { id: string }) => this.make(id));
  }

  /** Newest first. */
  async of(subscriptionId: string): Promise<SubscriptionExport[]> {
    return this.database.getRepository(SubscriptionExport).find({
      where: { subscriptionId },
      relations: { file: true },
      order: { askedAt: 'DESC', id: 'DESC' },
      take: 10,
    });
  }

  /**
   * Asks for another copy. Nothing happens when one is under way, or when there is nothing to copy.
   * @throws AppError `not-found` for what is not the actor's to manage; `too-many-attempts` beyond five a day
   */
  async ask(actor: Actor, subscriptionId: string): Promise<void> {
    const subscription = await this.holdings.managed(actor, subscriptionId);
    await this.limits.consume(BY_SUBSCRIPTION, subscriptionId);
    await inTransaction(this.database, (manager) => this.add(manager, subscription));
  }

  /** In the caller's transaction. `subscription` comes with its service. */
  async add(manager: EntityManager, subscription: Subscription): Promise<void> {
    const { id: subscriptionId } = subscription;
    if (!canExport(subscription)) return;
    await manager.findOneOrFail(Subscription, { where: { id: subscriptionId }, lock: { mode: 'pessimistic_write' } });
    if (await manager.existsBy(SubscriptionExport, { subscriptionId, status: 'queued' })) return;
    const id = newId(this.clock, this.randomness);
    await manager.insert(SubscriptionExport, { id, subscriptionId, status: 'queued', askedAt: this.clock.now() });
    await this.enqueue(manager, id);
  }

  /** The file, for who manages the subscription and while it is kept; null otherwise. */
  async fetch(actor: Actor, subscriptionId: string, id: string): Promise<StoredFile | null> {
    await this.holdings.managed(actor, subscriptionId);
    const exports = this.database.getRepository(SubscriptionExport);
    const one = await exports.findOne({
      where: { id, subscriptionId, fileId: Not(IsNull()) },
      relations: { file: true },
    });
    if (one === null || (one.file!.keptUntil ?? this.clock.now()) <= this.clock.now()) return null;
    await exports.update({ id }, { fetchedAt: this.clock.now() });
    return this.files.get(one.fileId!);
  }

  /** The end moved: copies stay as long after it as they were to. In the caller's transaction. */
  async keepAfter(manager: EntityManager, subscriptionId: string, end: Date): Promise<void> {
    const kept = await manager.findBy(SubscriptionExport, { subscriptionId, fileId: Not(IsNull()) });
    if (kept.length === 0) return;
    await manager.update(StoredFile, { id: In(kept.map(({ fileId }) => fileId)) }, { keptUntil: keptUntil(end) });
  }

  /** Killed in the middle it is made again, from the beginning: nothing is stored before it is whole. */
  private async make(id: string): Promise<void> {
    const exports = this.database.getRepository(SubscriptionExport);
    const asked = await exports.findOne({ where: { id, status: 'queued' }, relations: { subscription: true } });
    if (asked === null) return;
    const { serviceId, handle } = asked.subscription!;
    const outcome = await this.calls.make(serviceId, (connector) => connector.export?.(handle as never));
    await inTransaction(this.database, async (manager) => {
      // The service is not called for now: it comes about later, and no attempt was made.
      if (outcome.kind === 'paused') {
        await manager.update(SubscriptionExport, { id, status: 'queued' }, { failureReason: outcome.reason });
        return this.enqueue(manager, id, outcome.until);
      }
      await manager.increment(SubscriptionExport, { id }, 'attempts', 1);
      await this.record(manager, id, outcome);
    });
  }

  private async record(manager: EntityManager, id: string, outcome: Outcome<ExportArtefact>): Promise<void> {
    const one = await manager.findOne(SubscriptionExport, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (one?.status !== 'queued') return;
    if (outcome.kind === 'done') return this.store(manager, one, outcome.value);
    const worth = outcome.kind === 'pending' || isWorthRetrying(outcome.reason);
    const failureReason = outcome.kind === 'failed' ? outcome.reason : null;
    if (worth && one.attempts < MOST_ATTEMPTS) {
      await manager.update(SubscriptionExport, { id }, { failureReason });
      const delay = outcome.kind === 'pending' ? outcome.retryAfterMs : retryDelay(one.attempts, this.randomness);
      await this.enqueue(manager, id, new Date(this.clock.now().getTime() + delay));
    } else {
      await manager.update(SubscriptionExport, { id }, { status: 'failed', failureReason: failureReason ?? 'timeout' });
    }
  }

  private async store(manager: EntityManager, one: SubscriptionExport, artefact: ExportArtefact): Promise<void> {
    const subscription = await manager.findOneOrFail(Subscription, {
      where: { id: one.subscriptionId },
      relations: { service: { structure: true }, organisation: true },
    });
    const closure = await manager.findOneBy(SubscriptionClosure, {
      subscriptionId: subscription.id,
      status: Not('called-back'),
    });
    const readyAt = this.clock.now();
    const fileId = await this.files.put(manager, {
      name: artefact.fileName,
      mediaType: artefact.mediaType,
      content: Buffer.from(artefact.content),
      public: false,
      ...(subscription.accountId === null ? {} : { accountId: subscription.accountId }),
      keptUntil: keptUntil(closure?.endsAt ?? readyAt),
    });
    await manager.update(SubscriptionExport, { id: one.id }, { status: 'ready', readyAt, fileId, failureReason: null });
    await this.dropOlder(manager, one);
    await this.mails.tell(manager, subscription, 'copyReady', keptUntil(closure?.endsAt ?? readyAt));
  }

  /** The newest is the whole: those before take room. */
  private async dropOlder(manager: EntityManager, { id, subscriptionId }: SubscriptionExport): Promise<void> {
    const older = await manager.findBy(SubscriptionExport, { id: Not(id), subscriptionId, fileId: Not(IsNull()) });
    for (const { fileId } of older) await this.files.remove(manager, fileId!);
  }

  private async enqueue(manager: EntityManager, id: string, runAt?: Date): Promise<void> {
    await this.queue.add(manager, TASK, { id }, { key: `${TASK}:${id}`, runAt });
  }
}

function keptUntil(end: Date): Date {
  return new Date(end.getTime() + COPY_KEPT_DAYS * DAY);
}
