import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import type { OrganisationNumber } from './identifiers.js';
import { Membership, type MembershipRole } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';

/** Organisations, and what others ask of them. */
@Injectable()
export class OrganisationsService {
  constructor(private readonly database: DataSource) {}

  /** Those that an account belongs to, with its role in each (`organisation` and its commune loaded), by name. */
  async forAccount(accountId: string): Promise<Membership[]> {
    return this.database.getRepository(Membership).find({
      where: { accountId, organisation: { closedAt: IsNull() } },
      relations: { organisation: { commune: true } },
      order: { organisation: { name: 'ASC' } },
    });
  }

  async roleOf(accountId: string, organisationId: string): Promise<MembershipRole | null> {
    const membership = await this.database
      .getRepository(Membership)
      .findOneBy({ accountId, organisationId, organisation: { closedAt: IsNull() } });
    return membership?.role ?? null;
  }

  /** Owners and managers ask for tools in the organisation's name. */
  async canRequestFor(accountId: string, organisationId: string): Promise<boolean> {
    const role = await this.roleOf(accountId, organisationId);
    return role === 'owner' || role === 'manager';
  }

  /** With their accounts; owners first, then by date. */
  async membersOf(organisationId: string): Promise<Membership[]> {
    const members = await this.database.getRepository(Membership).find({
      where: { organisationId },
      relations: { account: true },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return (['owner', 'manager', 'member'] as const).flatMap((role) =>
      members.filter((membership) => membership.role === role),
    );
  }

  /** Organisations that would have no owner without this account: to be handed over before it goes. */
  async ownedAloneBy(accountId: string): Promise<Organisation[]> {
    return this.database
      .getRepository(Organisation)
      .createQueryBuilder('organisation')
      .where('organisation.closed_at IS NULL')
      .andWhere(
        `organisation.id IN (SELECT organisation_id FROM membership WHERE role = 'owner'
          GROUP BY organisation_id HAVING bool_and(account_id = :accountId))`,
        { accountId },
      )
      .orderBy('organisation.name')
      .getMany();
  }

  /** The living organisation of a number, if there is one. */
  async byNumber(manager: EntityManager, { kind, value }: OrganisationNumber): Promise<Organisation | null> {
    return manager.findOneBy(Organisation, { [kind]: value, closedAt: IsNull() });
  }

  /** @throws AppError `not-found` for who is not a member. */
  async find(actor: Actor, id: string): Promise<{ organisation: Organisation; role: MembershipRole }> {
    const membership = await this.database.getRepository(Membership).findOne({
      where: { accountId: actor.accountId, organisationId: id, organisation: { closedAt: IsNull() } },
      relations: { organisation: { commune: true } },
    });
    if (membership === null) throw new AppError(NOT_FOUND);
    return { organisation: membership.organisation!, role: membership.role };
  }
}
