import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { DataSource, Like, Not, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Account } from '../accounts/account.entity.js';
import { LastManager } from '../organisations/closing/last-manager.entity.js';
import { Membership, type MembershipRole } from '../organisations/membership.entity.js';
import { Subscription } from './subscription.entity.js';

/** Who decides about a subscription of an organisation, and who prepares the decision. */
const OWNERS: readonly MembershipRole[] = ['owner'];
const MANAGERS: readonly MembershipRole[] = ['owner', 'manager'];

/** A closed organisation has no members; what its services left is read by who managed it at the end. */
const OR_LAST_MANAGER = `OR (subscription.status = 'ended' AND subscription.organisation_id IN
  (SELECT organisation_id FROM last_manager WHERE account_id = :me))`;

/** What people hold, those that ended included, and whom to write to about it. */
@Injectable()
export class Holdings {
  constructor(private readonly database: DataSource) {}

  /**
   * One's own, or that of an organisation which one owns; with service, structure, software and organisation.
   * @throws AppError `not-found`
   */
  async owned(actor: Actor, id: string, manager = this.database.manager): Promise<Subscription> {
    return this.one(manager, actor, id, OWNERS);
  }

  /**
   * The same for who owns or manages the organisation.
   * @throws AppError `not-found`
   */
  async managed(actor: Actor, id: string, manager = this.database.manager): Promise<Subscription> {
    return this.one(manager, actor, id, MANAGERS);
  }

  /** All that the actor decides about and has not ended, oldest first. */
  async allOwned(actor: Actor): Promise<Subscription[]> {
    return this.query(this.database.manager, actor, OWNERS)
      .andWhere(`subscription.status <> 'ended'`)
      .orderBy('subscription.startedAt', 'ASC')
      .getMany();
  }

  /** What the actor manages and has ended, last first, the newest twenty; those of before closures were kept left out. */
  async allEnded(actor: Actor): Promise<Subscription[]> {
    return this.query(this.database.manager, actor, MANAGERS)
      .andWhere(`subscription.status = 'ended'`)
      .andWhere('EXISTS (SELECT 1 FROM subscription_closure closure WHERE closure.subscription_id = subscription.id)')
      .orderBy('subscription.endedAt', 'DESC')
      .take(20)
      .getMany();
  }

  /** The holder, or the owners of the organisation and its contacts, or who managed it as it was closed: who hears of what happens to it. */
  async answering(manager: EntityManager, subscription: Subscription): Promise<Account[]> {
    const { accountId, organisationId } = subscription;
    // Nobody reads what is sent to the address of an erased account.
    if (accountId !== null) return manager.findBy(Account, { id: accountId, email: Not(Like('%@erased.invalid')) });
    const memberships = await manager.find(Membership, {
      where: [
        { organisationId: organisationId!, role: 'owner' },
        { organisationId: organisationId!, contact: true },
      ],
      relations: { account: true },
      order: { createdAt: 'ASC' },
    });
    const last =
      memberships.length > 0
        ? []
        : await manager.find(LastManager, {
            where: { organisationId: organisationId! },
            relations: { account: true },
          });
    return [...memberships, ...last]
      .map(({ account }) => account as Account)
      .filter(({ suspendedAt }) => suspendedAt === null);
  }

  private async one(
    manager: EntityManager,
    actor: Actor,
    id: string,
    roles: readonly MembershipRole[],
  ): Promise<Subscription> {
    const subscription = await this.query(manager, actor, roles).andWhere('subscription.id = :id', { id }).getOne();
    if (subscription === null) throw new AppError(NOT_FOUND);
    return subscription;
  }

  private query(
    manager: EntityManager,
    actor: Actor,
    roles: readonly MembershipRole[],
  ): SelectQueryBuilder<Subscription> {
    return manager
      .createQueryBuilder(Subscription, 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .innerJoinAndSelect('service.software', 'software')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where(
        `(subscription.account_id = :me OR subscription.organisation_id IN
          (SELECT organisation_id FROM membership WHERE account_id = :me AND role = ANY(:roles))
          ${roles === MANAGERS ? OR_LAST_MANAGER : ''})`,
        { me: actor.accountId, roles: [...roles] },
      );
  }
}
