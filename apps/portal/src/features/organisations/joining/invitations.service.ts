import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { linkTokenHash, newLinkToken } from '../../../platform/security/link-token.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Invitation } from './invitation.entity.js';
import { Membership, type MembershipRole } from '../membership.entity.js';
import { Memberships } from '../memberships.service.js';
import { OrganisationMails } from '../organisation-mails.service.js';
import type { Organisation } from '../organisation.entity.js';

const VALID_DAYS = 14;

/** A club invites its members; nobody uses the portal to write to strangers. */
const BY_ORGANISATION: RateLimit = { name: 'invitation-organisation', points: 60, seconds: 24 * 3600 };
/** Whoever makes one organisation after the other does not get as many mails again with each. */
const BY_ACCOUNT: RateLimit = { name: 'invitation-account', points: 120, seconds: 24 * 3600 };

export type InviteRefusal = 'already-member' | 'not-your-power';

/** What somebody finds who opens the link of an invitation. */
export type InvitationState = 'open' | 'expired' | 'revoked' | 'accepted';

/** Invitations by mail, each used once by whoever holds the link. */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: DataSource,
    private readonly memberships: Memberships,
    private readonly mails: OrganisationMails,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the caller's transaction, for an organisation that the actor has just made. */
  async inviteSecondContact(
    manager: EntityManager,
    actor: Actor,
    organisation: Organisation,
    email: string,
  ): Promise<void> {
    await this.send(manager, actor, organisation, { email, role: 'owner', contact: true });
  }

  /** Owners invite as anything, managers invite members. An older invitation to the same address is replaced. */
  async invite(
    actor: Actor,
    organisationId: string,
    email: string,
    role: MembershipRole,
  ): Promise<Result<void, InviteRefusal>> {
    const own = await this.powerOf(actor, organisationId);
    if (own === 'manager' && role !== 'member') return fail('not-your-power');
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    await this.limits.consume(BY_ORGANISATION, organisationId);
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, organisationId);
      if (await manager.existsBy(Membership, { organisationId, account: { email } })) return fail('already-member');
      await this.send(manager, actor, organisation, { email, role, contact: false });
      return ok(undefined);
    });
  }

  /** Those that may still be accepted or sent again, newest first. */
  async pending(organisationId: string): Promise<Invitation[]> {
    return this.database.getRepository(Invitation).find({
      where: { organisationId, acceptedAt: IsNull(), revokedAt: IsNull() },
      relations: { invitedBy: true },
      order: { createdAt: 'DESC' },
      take: 100,
    });
  }

  /** Makes another link, valid from now on; the former one is worth nothing any more. */
  async resend(actor: Actor, organisationId: string, id: string): Promise<Result<void, InviteRefusal>> {
    const invitation = await this.pendingOne(actor, organisationId, id);
    return this.invite(actor, organisationId, invitation.email, invitation.role);
  }

  async revoke(actor: Actor, organisationId: string, id: string): Promise<void> {
    await this.pendingOne(actor, organisationId, id);
    await this.database
      .getRepository(Invitation)
      .update({ id, acceptedAt: IsNull(), revokedAt: IsNull() }, { revokedAt: this.clock.now() });
  }

  /** @throws AppError `not-found` for a token that never was. */
  async find(token: string): Promise<{ invitation: Invitation; state: InvitationState }> {
    const invitation = await this.database.getRepository(Invitation).findOne({
      where: { hash: linkTokenHash(token), organisation: { closedAt: IsNull() } },
      relations: { organisation: true, invitedBy: true },
    });
    if (invitation === null) throw new AppError(NOT_FOUND);
    return { invitation, state: this.stateOf(invitation) };
  }

  /** Joins with whatever account. Sending it twice changes nothing; a link that somebody else used is `accepted`. */
  async accept(actor: Actor, token: string): Promise<Result<string, Exclude<InvitationState, 'open'>>> {
    return inTransaction(this.database, async (manager) => {
      const known = await manager.findOneBy(Invitation, { hash: linkTokenHash(token) });
      if (known === null) throw new AppError(NOT_FOUND);
      const organisation = await this.memberships.lock(manager, known.organisationId);
      const invitation = await manager.findOneByOrFail(Invitation, { id: known.id });
      const state = this.stateOf(invitation);
      if (state === 'accepted' && invitation.acceptedById === actor.accountId) return ok(organisation.id);
      if (state !== 'open') return fail(state);
      await this.memberships.join(manager, organisation.id, actor.accountId, invitation.role, invitation.contact);
      await manager.update(
        Invitation,
        { id: invitation.id },
        { acceptedAt: this.clock.now(), acceptedById: actor.accountId },
      );
      await this.mails.joined(manager, organisation, actor.displayName, actor.accountId);
      return ok(organisation.id);
    });
  }

  private async send(
    manager: EntityManager,
    actor: Actor,
    organisation: Organisation,
    wanted: { email: string; role: MembershipRole; contact: boolean },
  ): Promise<void> {
    const now = this.clock.now();
    const former = await manager.findBy(Invitation, {
      organisationId: organisation.id,
      email: wanted.email,
      acceptedAt: IsNull(),
      revokedAt: IsNull(),
    });
    for (const { id } of former) await manager.update(Invitation, { id }, { revokedAt: now });
    const { token, hash } = newLinkToken(this.randomness);
    await manager.insert(Invitation, {
      id: newId(this.clock, this.randomness),
      organisationId: organisation.id,
      hash,
      ...wanted,
      contact: wanted.contact || former.some(({ contact }) => contact),
      invitedById: actor.accountId,
      expiresAt: new Date(now.getTime() + VALID_DAYS * DAY),
      createdAt: now,
    });
    await this.mails.invite(manager, { ...wanted, token, days: VALID_DAYS }, organisation, actor);
  }

  private async pendingOne(actor: Actor, organisationId: string, id: string): Promise<Invitation> {
    const own = await this.powerOf(actor, organisationId);
    const invitation = await this.database
      .getRepository(Invitation)
      .findOneBy({ id, organisationId, acceptedAt: IsNull(), revokedAt: IsNull() });
    if (invitation === null || (own === 'manager' && invitation.role !== 'member')) throw new AppError(NOT_FOUND);
    return invitation;
  }

  private async powerOf(actor: Actor, organisationId: string): Promise<'owner' | 'manager'> {
    const membership = await this.database
      .getRepository(Membership)
      .findOneBy({ organisationId, accountId: actor.accountId });
    if (membership === null || membership.role === 'member') throw new AppError(NOT_FOUND);
    return membership.role;
  }

  private stateOf(invitation: Invitation): InvitationState {
    if (invitation.acceptedAt !== null) return 'accepted';
    if (invitation.revokedAt !== null) return 'revoked';
    return invitation.expiresAt <= this.clock.now() ? 'expired' : 'open';
  }
}
