import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock, type Logger } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Closures } from '../ending/closures.service.js';
import { Holdings } from '../holdings.service.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { RenewalMails } from './renewal-mails.service.js';
import { ANNOUNCED_BEFORE, CONFIRMED_FOR, nextStep } from './renewal-steps.js';
import { Renewal } from './renewal.entity.js';

/** Who is asked about nothing: ended, being ended by somebody's wish, or kept from signing in by a suspension that is not ours. */
const ASKED = `subscription.status <> 'ended' AND NOT subscription.suspended_for && ARRAY['account', 'closing', 'operator']
  AND NOT EXISTS (SELECT 1 FROM subscription_closure closure
    WHERE closure.subscription_id = subscription.id AND closure.status <> 'called-back')`;

/** Asks once a year whether a subscription is still of use, and suspends what nobody answers for. */
@Injectable()
export class RenewalClock implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly holdings: Holdings,
    private readonly subscriptions: SubscriptionsService,
    private readonly closures: Closures,
    private readonly mails: RenewalMails,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // At an hour at which people read their mails.
    this.tasks.schedule('subscription-renewals', '40 6 * * *', () => this.run());
  }

  /** A holder in a transaction of their own: one that fails keeps nobody else. */
  private async run(): Promise<void> {
    await this.begin();
    const soon = new Date(this.clock.now().getTime() + ANNOUNCED_BEFORE);
    const holders = await this.database.query<{ ids: string[] }[]>(
      `SELECT array_agg(subscription.id ORDER BY subscription.id) AS ids
       FROM renewal JOIN subscription ON subscription.id = renewal.subscription_id
       WHERE renewal.due_at <= $1 AND renewal.stage <> 'suspended' AND ${ASKED}
       GROUP BY COALESCE(subscription.account_id, subscription.organisation_id)`,
      [soon],
    );
    for (const { ids } of holders) {
      await this.ask(ids).catch((error: unknown) => this.logger.error({ err: error, ids }, 'a renewal failed'));
    }
  }

  /** The first question comes a year after the grant, and never without its month of notice. */
  private async begin(): Promise<void> {
    await this.database.query(
      `INSERT INTO renewal (subscription_id, due_at)
       SELECT id, GREATEST(started_at + $1 * interval '1 millisecond', $2::timestamptz) FROM subscription
       WHERE status <> 'ended' AND NOT EXISTS (SELECT 1 FROM renewal WHERE subscription_id = subscription.id)
       ON CONFLICT DO NOTHING`,
      [CONFIRMED_FOR, new Date(this.clock.now().getTime() + ANNOUNCED_BEFORE)],
    );
  }

  /** All that one holder has, in one mail for each step. */
  private async ask(ids: readonly string[]): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const held = await this.lock(manager, ids);
      if (held.length === 0) return;
      const people = await this.holdings.answering(manager, held[0]!);
      const reached = people.filter(({ bouncedAt }) => bouncedAt === null);
      // Nobody loses a service of which they were not told: operators see it in their list.
      if (reached.length === 0) return;
      const renewals = await manager.findBy(Renewal, { subscriptionId: In(held.map(({ id }) => id)) });
      const now = this.clock.now();
      const steps = renewals.map((renewal) => nextStep(renewal, now, this.settings.renewalGraceDays));
      for (const step of new Set(steps.filter((one) => one !== null))) {
        const concerned = renewals.filter((_, index) => steps[index] === step);
        for (const renewal of concerned) {
          Object.assign(renewal, { stage: step, stageAt: now });
          await manager.save(renewal);
        }
        const theirs = concerned.map(({ subscriptionId }) => held.find(({ id }) => id === subscriptionId)!);
        if (step === 'suspended') await this.suspend(manager, theirs);
        await this.mails.tell(manager, reached, step, theirs, concerned);
      }
    });
  }

  private async lock(manager: EntityManager, ids: readonly string[]): Promise<Subscription[]> {
    await manager.query('SELECT 1 FROM subscription WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
    return manager
      .createQueryBuilder(Subscription, 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where('subscription.id = ANY(:ids)', { ids: [...ids] })
      .andWhere(ASKED)
      .orderBy('service.name')
      .getMany();
  }

  private async suspend(manager: EntityManager, subscriptions: readonly Subscription[]): Promise<void> {
    const endsAt = new Date(this.clock.now().getTime() + this.settings.renewalClosureDays * DAY);
    for (const subscription of subscriptions) {
      await this.closures.announce(manager, subscription, { cause: 'not-renewed', endsAt });
      await this.subscriptions.suspend(manager, subscription.id, 'renewal');
    }
  }
}
