import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Structure } from '../../territories/structure.entity.js';
import { dueDate, standingOf, type Standing } from './rights-clock.js';
import { RightsMails } from './rights-mails.service.js';
import { RightsRequest, type RelativeWish, type Right } from './rights-request.entity.js';

const BY_ACCOUNT: RateLimit = { name: 'rights-account', points: 10, seconds: 24 * 3600 };
const BY_ADDRESS: RateLimit = { name: 'rights-address', points: 10, seconds: 24 * 3600 };

export interface RelativesRequest {
  readonly name: string;
  readonly email: string;
  readonly deceasedName: string;
  readonly deceasedEmail: string | null;
  readonly kinship: string;
  readonly wish: RelativeWish;
  readonly message: string;
}

/** Rights that people exercise by asking; a human answers. */
@Injectable()
export class RightsRequests {
  constructor(
    private readonly database: DataSource,
    private readonly limits: RateLimits,
    private readonly mails: RightsMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** One's own, newest first. */
  async of(actor: Actor): Promise<(RightsRequest & { readonly standing: Standing })[]> {
    const own = await this.database
      .getRepository(RightsRequest)
      .find({ where: { accountId: actor.accountId }, order: { receivedAt: 'DESC' }, take: 50 });
    return own.map((one) => ({ ...one, standing: standingOf(one, this.clock.now()) }));
  }

  /** Structures that a request can be addressed to: those whose services the person uses or asked for, oneself or for an organisation. */
  async structuresOf(actor: Actor): Promise<{ readonly id: string; readonly name: string }[]> {
    return this.database.query(
      `SELECT DISTINCT structure.id, structure.name FROM structure JOIN service ON service.structure_id = structure.id
       WHERE EXISTS (SELECT 1 FROM subscription WHERE subscription.service_id = service.id AND (account_id = $1
           OR organisation_id IN (SELECT organisation_id FROM membership WHERE account_id = $1)))
         OR EXISTS (SELECT 1 FROM service_request WHERE service_request.service_id = service.id AND account_id = $1)
       ORDER BY structure.name`,
      [actor.accountId],
    );
  }

  /**
   * @param structureId one of `structuresOf`, or null for the portal itself
   * @throws AppError `too-many-attempts`
   */
  async ask(
    actor: Actor,
    values: { right: Exclude<Right, 'deceased'>; structureId: string | null; message: string },
  ): Promise<void> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    await this.receive({
      ...values,
      accountId: actor.accountId,
      name: actor.displayName,
      email: actor.email,
      locale: actor.locale,
    });
  }

  /** Somebody died. Says nothing of whether there is an account. @throws AppError `too-many-attempts` */
  async askForDeceased(values: RelativesRequest, locale: Locale, address: string): Promise<void> {
    await this.limits.consume(BY_ADDRESS, address);
    await this.receive({ ...values, right: 'deceased', accountId: null, structureId: null, locale });
  }

  private async receive(
    values: Pick<RightsRequest, 'right' | 'accountId' | 'structureId' | 'name' | 'email' | 'locale' | 'message'> &
      Partial<RightsRequest>,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const receivedAt = this.clock.now();
      const request = manager.create(RightsRequest, {
        deceasedName: null,
        deceasedEmail: null,
        kinship: null,
        wish: null,
        ...values,
        structureId: values.structureId ?? (await this.onlyStructure(manager)),
        id: newId(this.clock, this.randomness),
        status: 'open',
        receivedAt,
        dueAt: dueDate(receivedAt, false),
      });
      await manager.insert(RightsRequest, request as never);
      await this.mails.received(manager, request);
      await this.mails.tellThoseWhoAnswer(manager, request, 'newRight');
    });
  }

  /** Where one structure runs everything, its operators answer; where several do, the administrators. */
  private async onlyStructure(manager: EntityManager): Promise<string | null> {
    const structures = await manager.find(Structure, { where: { active: true }, select: { id: true }, take: 2 });
    return structures.length === 1 ? structures[0]!.id : null;
  }
}
