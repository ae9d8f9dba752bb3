import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../../platform/jobs/job-tasks.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { ServiceConnectors } from '../../../catalogue/service-connectors.service.js';
import { EMPTIED, type Emptied } from '../../../provisioning/provisioning-jobs.service.js';
import { Statements, type Statement } from '../../../sso/keys/statements.service.js';
import { Holdings } from '../../holdings.service.js';
import { holderName, Subscription } from '../../subscription.entity.js';
import { ClosureMails } from '../closure-mails.service.js';
import { SubscriptionExport } from '../exports/subscription-export.entity.js';
import { SubscriptionClosure } from '../subscription-closure.entity.js';
import { contentOf, RECEIPT_TYPE, type DeletionReceipt } from './deletion-receipt.js';

/** Signed receipts that a tool holds nothing any more of an ended subscription. */
@Injectable()
export class DeletionReceipts implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly holdings: Holdings,
    private readonly connectors: ServiceConnectors,
    private readonly statements: Statements,
    private readonly mails: ClosureMails,
    private readonly tasks: JobTasks,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(EMPTIED, (emptied: Emptied) => this.make(emptied));
  }

  /** @throws AppError `not-found` for who does not manage the subscription, and when there is no receipt (yet) */
  async find(actor: Actor, id: string): Promise<{ readonly subscription: Subscription; readonly jws: string }> {
    const subscription = await this.holdings.managed(actor, id);
    const closure = await this.database.getRepository(SubscriptionClosure).findOneBy({
      subscriptionId: id,
      receipt: Not(IsNull()),
    });
    if (closure === null) throw new AppError(NOT_FOUND);
    return { subscription, jws: closure.receipt! };
  }

  /** The public keys of all receipts: provider's keys are published for some months only. */
  async keys(): Promise<unknown[]> {
    const rows = await this.database.query<{ key: unknown }[]>(
      `SELECT DISTINCT receipt_key AS key FROM subscription_closure WHERE receipt_key IS NOT NULL`,
    );
    return rows.map(({ key }) => key);
  }

  /** At least once: a receipt that is there already stays as it is. */
  private async make({ id: subscriptionId, seenEmpty }: Emptied): Promise<void> {
    const subscription = await this.database.getRepository(Subscription).findOne({
      where: { id: subscriptionId, status: 'ended' },
      relations: { service: { structure: true, software: true }, organisation: true, account: true },
    });
    if (subscription === null) return;
    const verified = await this.verified(subscription, seenEmpty);
    const known = await this.closureOf(this.database.manager, subscriptionId);
    const receipt = await this.contentFor(subscription, known?.announcedAt ?? subscription.endedAt!, verified);
    const statement = await this.statements.sign(RECEIPT_TYPE, receipt);
    await inTransaction(this.database, (manager) => this.keep(manager, subscription, statement));
  }

  private async keep(manager: EntityManager, subscription: Subscription, { jws, key }: Statement): Promise<void> {
    const { id: subscriptionId } = subscription;
    const lock = { mode: 'pessimistic_write' as const };
    // Its holder may have been erased meanwhile, with all that they held.
    if ((await manager.findOne(Subscription, { where: { id: subscriptionId }, lock })) === null) return;
    const closure = await this.closureOf(manager, subscriptionId);
    if (closure?.status === 'emptied') return;
    const emptied = { status: 'emptied', emptiedAt: this.clock.now(), receipt: jws, receiptKey: key } as const;
    if (closure !== null) {
      await manager.update(SubscriptionClosure, { id: closure.id }, emptied as never);
    } else {
      const endedAt = subscription.endedAt!;
      await manager.insert(SubscriptionClosure, {
        id: newId(this.clock, this.randomness),
        subscriptionId,
        cause: 'left',
        announcedAt: endedAt,
        endsAt: endedAt,
        ...emptied,
      } as never);
    }
    await this.mails.tell(
      manager,
      subscription,
      contentOf(jws).verified === 'access-closed' ? 'receiptClosed' : 'receipt',
    );
  }

  private async verified(
    { serviceId, organisationId }: Subscription,
    seenEmpty: boolean,
  ): Promise<DeletionReceipt['verified']> {
    const holder = organisationId === null ? 'account' : 'organisation';
    if (await this.connectors.keepsContent(serviceId, holder)) return 'access-closed';
    return seenEmpty ? 'asked-the-tool' : 'told-by-the-tool';
  }

  private closureOf(manager: EntityManager, subscriptionId: string): Promise<SubscriptionClosure | null> {
    return manager.findOneBy(SubscriptionClosure, { subscriptionId, status: Not('called-back') });
  }

  private async contentFor(
    subscription: Subscription,
    announcedAt: Date,
    verified: DeletionReceipt['verified'],
  ): Promise<DeletionReceipt> {
    const now = this.clock.now();
    const { organisationId } = subscription;
    const service = subscription.service!;
    const copy = await this.database.getRepository(SubscriptionExport).findOne({
      where: { subscriptionId: subscription.id, fileId: Not(IsNull()) },
      relations: { file: true },
      order: { readyAt: 'DESC' },
    });
    return {
      iss: this.settings.publicUrl,
      iat: Math.floor(now.getTime() / 1000),
      subscription: subscription.id,
      holder: {
        kind: organisationId === null ? 'account' : 'organisation',
        name: holderName(subscription),
      },
      service: { name: service.name, address: service.address, software: service.software!.name },
      structure: service.structure!.name,
      startedAt: subscription.startedAt.toISOString(),
      announcedAt: announcedAt.toISOString(),
      endedAt: subscription.endedAt!.toISOString(),
      emptiedAt: now.toISOString(),
      verified,
      copy: copy === null ? null : { name: copy.file!.name, bytes: copy.file!.size, sha256: copy.file!.sha256 },
    };
  }
}
