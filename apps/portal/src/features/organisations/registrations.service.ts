import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Account } from '../accounts/account.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import type { OrganisationNumber } from './identifiers.js';
import { Invitations } from './joining/invitations.service.js';
import { Membership } from './membership.entity.js';
import { Organisation, type NoNumberReason, type OrganisationKind } from './organisation.entity.js';
import { OrganisationsService } from './organisations.service.js';

/** Each may send a mail to a second contact. */
const BY_ACCOUNT: RateLimit = { name: 'organisation-account', points: 20, seconds: 24 * 3600 };

/** What its owners say of an organisation, checked. */
export interface OrganisationValues {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly number: OrganisationNumber | null;
  readonly noNumberReason: NoNumberReason | null;
  readonly communeId: string;
  readonly purpose: string;
}

/** Somebody registered the number already. `mine`: the actor is a member of that organisation. */
export interface AlreadyRegistered {
  readonly organisationId: string;
  readonly mine: boolean;
}

/** Makes organisations and keeps what they say of themselves. */
@Injectable()
export class Registrations {
  constructor(
    private readonly database: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly invitations: Invitations,
    private readonly subscriptions: SubscriptionsService,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Makes an organisation, of which the actor is owner and contact. Sent twice it is made once: who owns one of the
   * same name already is led to it. `secondContact`: an e-mail to invite, or empty.
   */
  async register(
    actor: Actor,
    values: OrganisationValues,
    secondContact: string,
  ): Promise<Result<Organisation, AlreadyRegistered>> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    try {
      return await inTransaction(this.database, async (manager) => {
        await manager.findOneOrFail(Account, { where: { id: actor.accountId }, lock: { mode: 'pessimistic_write' } });
        const known = await this.withNumber(manager, actor, values);
        if (known !== null) return fail(known);
        const again = await this.ownedWithName(manager, actor, values.name);
        if (again !== null) return ok(again);
        const organisation = await this.insert(manager, actor, values);
        if (secondContact !== '' && secondContact !== actor.email) {
          await this.invitations.inviteSecondContact(manager, actor, organisation, secondContact);
        }
        return ok(organisation);
      });
    } catch (error) {
      // Two people registered the same number at once: the second one finds the first one's.
      const known = isUniqueViolation(error) ? await this.withNumber(this.database.manager, actor, values) : null;
      if (known === null) throw error;
      return fail(known);
    }
  }

  /** For owners; its tools follow its name. @throws AppError `not-found` for anybody else. */
  async edit(actor: Actor, id: string, values: OrganisationValues): Promise<Result<void, AlreadyRegistered>> {
    const { role, organisation } = await this.organisations.find(actor, id);
    if (role !== 'owner') throw new AppError(NOT_FOUND);
    try {
      await inTransaction(this.database, async (manager) => {
        await manager.update(Organisation, { id }, columnsOf(values));
        if (values.name !== organisation.name) await this.subscriptions.membersChanged(manager, id);
      });
      return ok(undefined);
    } catch (error) {
      const known = isUniqueViolation(error) ? await this.withNumber(this.database.manager, actor, values) : null;
      if (known === null) throw error;
      return fail(known);
    }
  }

  private async withNumber(
    manager: EntityManager,
    actor: Actor,
    { number }: OrganisationValues,
  ): Promise<AlreadyRegistered | null> {
    const known = number === null ? null : await this.organisations.byNumber(manager, number);
    if (known === null) return null;
    const mine = await manager.existsBy(Membership, { organisationId: known.id, accountId: actor.accountId });
    return { organisationId: known.id, mine };
  }

  private async ownedWithName(manager: EntityManager, actor: Actor, name: string): Promise<Organisation | null> {
    return manager
      .createQueryBuilder(Organisation, 'organisation')
      .innerJoin(Membership, 'membership', `membership.organisation_id = organisation.id AND membership.role = 'owner'`)
      .where('membership.account_id = :accountId', { accountId: actor.accountId })
      .andWhere('organisation.closed_at IS NULL AND lower(organisation.name) = lower(:name)', { name })
      .getOne();
  }

  private async insert(manager: EntityManager, actor: Actor, values: OrganisationValues): Promise<Organisation> {
    const now = this.clock.now();
    const organisation = manager.create(Organisation, {
      id: newId(this.clock, this.randomness),
      ...columnsOf(values),
      createdAt: now,
      closedAt: null,
    });
    await manager.insert(Organisation, organisation as never);
    await manager.insert(Membership, {
      id: newId(this.clock, this.randomness),
      organisationId: organisation.id,
      accountId: actor.accountId,
      role: 'owner',
      contact: true,
      createdAt: now,
    });
    return organisation;
  }
}

function columnsOf({ number, ...values }: OrganisationValues): Omit<Organisation, 'id' | 'createdAt' | 'closedAt'> {
  return {
    ...values,
    noNumberReason: number === null ? values.noNumberReason : null,
    rna: number?.kind === 'rna' ? number.value : null,
    siren: number?.kind === 'siren' ? number.value : null,
    siret: number?.kind === 'siret' ? number.value : null,
  };
}
