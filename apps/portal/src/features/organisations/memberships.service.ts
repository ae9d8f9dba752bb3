import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import type { Account } from '../accounts/account.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { Invitation } from './joining/invitation.entity.js';
import { Membership, membershipRoles, type MembershipRole } from './membership.entity.js';
import { OrganisationMails } from './organisation-mails.service.js';
import { Organisation } from './organisation.entity.js';

/** Two people whom a structure may write to: one may be ill, or gone with the old committee. */
const MOST_CONTACTS = 2;

export type MemberRefusal = 'last-owner' | 'contacts-full' | 'last-contact';

/** Who belongs to an organisation. Every change locks its row first, so that two at once see each other. */
@Injectable()
export class Memberships {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: OrganisationMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * In the caller's transaction: makes the account a member, or raises its role if it has a lower one. The tools of
   * the organisation follow.
   */
  async join(
    manager: EntityManager,
    organisationId: string,
    accountId: string,
    role: MembershipRole,
    contact = false,
  ): Promise<void> {
    await this.lock(manager, organisationId);
    const known = await manager.findOneBy(Membership, { organisationId, accountId });
    const asContact = contact && (await this.contacts(manager, organisationId)) < MOST_CONTACTS;
    if (known === null) {
      await manager.insert(Membership, {
        id: newId(this.clock, this.randomness),
        organisationId,
        accountId,
        role,
        contact: asContact,
        createdAt: this.clock.now(),
      });
    } else {
      const higher = membershipRoles.indexOf(role) < membershipRoles.indexOf(known.role);
      await manager.update(
        Membership,
        { id: known.id },
        { role: higher ? role : known.role, contact: known.contact || asContact },
      );
    }
    await this.subscriptions.membersChanged(manager, organisationId);
  }

  /** For owners. */
  async changeRole(
    actor: Actor,
    organisationId: string,
    membershipId: string,
    role: MembershipRole,
  ): Promise<Result<void, MemberRefusal>> {
    return this.change(actor, organisationId, membershipId, async (manager, own, theirs, organisation) => {
      if (own !== 'owner') throw new AppError(NOT_FOUND);
      if (theirs.role === role) return ok(undefined);
      if (theirs.role === 'owner' && (await this.owners(manager, organisationId)) < 2) return fail('last-owner');
      await manager.update(Membership, { id: theirs.id }, { role });
      // They may have invited somebody, or themselves, to more than they may give now.
      if (membershipRoles.indexOf(role) > membershipRoles.indexOf(theirs.role)) {
        await this.revokeInvitationsOf(manager, theirs);
      }
      await this.subscriptions.membersChanged(manager, organisationId);
      if (theirs.accountId !== actor.accountId) {
        await this.mails.roleChanged(manager, organisation, theirs.account as Account, role);
      }
      return ok(undefined);
    });
  }

  /** For owners: makes somebody one of the two contacts, or no longer. */
  async setContact(
    actor: Actor,
    organisationId: string,
    membershipId: string,
    contact: boolean,
  ): Promise<Result<void, MemberRefusal>> {
    return this.change(actor, organisationId, membershipId, async (manager, own, theirs) => {
      if (own !== 'owner') throw new AppError(NOT_FOUND);
      if (theirs.contact === contact) return ok(undefined);
      const contacts = await this.contacts(manager, organisationId);
      if (contact && contacts >= MOST_CONTACTS) return fail('contacts-full');
      if (!contact && contacts < 2) return fail('last-contact');
      await manager.update(Membership, { id: theirs.id }, { contact });
      return ok(undefined);
    });
  }

  /** Owners remove anybody; managers remove plain members. */
  async remove(actor: Actor, organisationId: string, membershipId: string): Promise<Result<void, MemberRefusal>> {
    return this.change(actor, organisationId, membershipId, async (manager, own, theirs, organisation) => {
      if (own !== 'owner' && !(own === 'manager' && theirs.role === 'member')) throw new AppError(NOT_FOUND);
      const gone = await this.takeOut(manager, theirs);
      if (gone.ok && theirs.accountId !== actor.accountId) {
        await this.mails.removed(manager, organisation, theirs.account as Account);
      }
      return gone;
    });
  }

  async leave(actor: Actor, organisationId: string): Promise<Result<void, MemberRefusal>> {
    return inTransaction(this.database, async (manager) => {
      await this.lock(manager, organisationId);
      const own = await manager.findOneBy(Membership, { organisationId, accountId: actor.accountId });
      if (own === null) throw new AppError(NOT_FOUND);
      return this.takeOut(manager, own);
    });
  }

  /** @throws AppError `not-found` when there is none (any more). */
  async lock(manager: EntityManager, organisationId: string): Promise<Organisation> {
    const organisation = await manager.findOne(Organisation, {
      where: { id: organisationId, closedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    if (organisation === null) throw new AppError(NOT_FOUND);
    return organisation;
  }

  private async change(
    actor: Actor,
    organisationId: string,
    membershipId: string,
    work: (
      manager: EntityManager,
      own: MembershipRole,
      theirs: Membership,
      organisation: Organisation,
    ) => Promise<Result<void, MemberRefusal>>,
  ): Promise<Result<void, MemberRefusal>> {
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.lock(manager, organisationId);
      const own = await manager.findOneBy(Membership, { organisationId, accountId: actor.accountId });
      const theirs = await manager.findOne(Membership, {
        where: { id: membershipId, organisationId },
        relations: { account: true },
      });
      if (own === null || theirs === null) throw new AppError(NOT_FOUND);
      return work(manager, own.role, theirs, organisation);
    });
  }

  /** Invitations that the person sent go too: they could be to themselves, at another address. */
  private async takeOut(manager: EntityManager, membership: Membership): Promise<Result<void, MemberRefusal>> {
    const { organisationId } = membership;
    if (membership.role === 'owner' && (await this.owners(manager, organisationId)) < 2) return fail('last-owner');
    await manager.delete(Membership, { id: membership.id });
    await this.revokeInvitationsOf(manager, membership);
    const departure = { accountId: membership.accountId, cause: 'departed' } as const;
    await this.subscriptions.membersChanged(manager, organisationId, departure);
    return ok(undefined);
  }

  private async revokeInvitationsOf(
    manager: EntityManager,
    { organisationId, accountId }: Pick<Membership, 'organisationId' | 'accountId'>,
  ): Promise<void> {
    await manager.update(
      Invitation,
      { organisationId, invitedById: accountId, acceptedAt: IsNull(), revokedAt: IsNull() },
      { revokedAt: this.clock.now() },
    );
  }

  private owners(manager: EntityManager, organisationId: string): Promise<number> {
    return manager.countBy(Membership, { organisationId, role: 'owner' });
  }

  private contacts(manager: EntityManager, organisationId: string): Promise<number> {
    return manager.countBy(Membership, { organisationId, contact: true });
  }
}
