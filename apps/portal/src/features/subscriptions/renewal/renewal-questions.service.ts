import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { ANNOUNCED_BEFORE, suspensionDate } from './renewal-steps.js';
import { Renewal } from './renewal.entity.js';

/** A service whose yearly question waits for an answer. */
export interface WaitingRenewal {
  readonly id: string;
  readonly service: string;
  /** Null when it is one's own. */
  readonly organisation: string | null;
  readonly dueAt: Date;
  /** The access is suspended already. */
  readonly suspended: boolean;
  /** When it is suspended if nobody answers. */
  readonly suspendedOn: Date;
}

/** The yearly questions that wait for somebody: holders, and the owners and contacts of organisations. */
@Injectable()
export class RenewalQuestions {
  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What waits for the actor's answer, the most urgent first. What its holder is ending is not asked about. */
  async waitingFor(actor: Actor): Promise<WaitingRenewal[]> {
    const now = this.clock.now();
    const soon = new Date(now.getTime() + ANNOUNCED_BEFORE);
    const rows = await this.answerable(actor)
      .andWhere('renewal.due_at <= :soon', { soon })
      .orderBy('renewal.dueAt', 'ASC')
      .getMany();
    return rows.map((renewal) => {
      const { service, organisation } = renewal.subscription!;
      return {
        id: renewal.subscriptionId,
        service: service!.name,
        organisation: organisation?.name ?? null,
        dueAt: renewal.dueAt,
        suspended: renewal.stage === 'suspended',
        suspendedOn: suspensionDate(renewal, now, this.settings.renewalGraceDays),
      };
    });
  }

  private answerable(actor: Actor): SelectQueryBuilder<Renewal> {
    return this.database
      .getRepository(Renewal)
      .createQueryBuilder('renewal')
      .innerJoinAndSelect('renewal.subscription', 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where(`subscription.status <> 'ended'`)
      .andWhere(
        `(subscription.account_id = :me OR subscription.organisation_id IN
          (SELECT organisation_id FROM membership WHERE account_id = :me AND (role = 'owner' OR contact)))`,
        { me: actor.accountId },
      )
      .andWhere(
        `NOT EXISTS (SELECT 1 FROM subscription_closure closure WHERE closure.subscription_id = subscription.id
          AND closure.status <> 'called-back' AND closure.cause <> 'not-renewed')`,
      );
  }
}
