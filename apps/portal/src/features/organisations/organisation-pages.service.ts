import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import { DataSource, Not } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ServiceRequest } from '../requests/service-request.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { Handovers } from './handover/handovers.service.js';
import { Invitations } from './joining/invitations.service.js';
import { JoinRequests } from './joining/join-requests.service.js';
import { membershipRoles, type Membership, type MembershipRole } from './membership.entity.js';
import { printedNumberOf } from './organisation-values.js';
import type { Organisation } from './organisation.entity.js';
import { OrganisationsService } from './organisations.service.js';

/** What a page of one organisation shows; the rest is the template's affair. */
export interface OrganisationPage extends Record<string, unknown> {
  readonly organisation: { readonly name: string } & Record<string, unknown>;
}

/** What the pages of organisations show, to members only. */
@Injectable()
export class OrganisationPages {
  constructor(
    private readonly database: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly invitations: Invitations,
    private readonly joinRequests: JoinRequests,
    private readonly handovers: Handovers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async index(actor: Actor): Promise<object> {
    const memberships = await this.organisations.forAccount(actor.accountId);
    const asked = await this.joinRequests.ofAccount(actor.accountId);
    return {
      organisations: memberships.map(({ organisation, role }) => ({
        href: `/organisations/${organisation!.id}`,
        name: organisation!.name,
        kind: organisation!.kind,
        commune: organisation!.commune!.name,
        role,
      })),
      asked: asked.map((request) => ({
        id: request.id,
        number: printedNumberOf(request.organisation!),
        at: request.createdAt,
      })),
    };
  }

  /** @throws AppError `not-found` for who is not a member. */
  async show(actor: Actor, id: string): Promise<OrganisationPage> {
    const { organisation, role } = await this.organisations.find(actor, id);
    const leads = role !== 'member';
    const members = await this.organisations.membersOf(id);
    const invitations = leads ? await this.invitations.pending(id) : [];
    const joining = role === 'owner' ? await this.joinRequests.waitingIn(id) : [];
    return {
      organisation: {
        id,
        name: organisation.name,
        kind: organisation.kind,
        purpose: organisation.purpose,
        commune: organisation.commune!.name,
        number: printedNumberOf(organisation),
        noNumberReason: organisation.noNumberReason,
      },
      role,
      leads,
      owner: role === 'owner',
      members: members.map((membership) => this.member(membership, actor, role)),
      oneContact: members.filter(({ contact }) => contact).length < 2,
      invitations: invitations.map((invitation) => ({
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        expiresAt: invitation.expiresAt,
        expired: invitation.expiresAt <= this.clock.now(),
        canChange: role === 'owner' || invitation.role === 'member',
      })),
      joining: joining.map((request) => ({
        id: request.id,
        name: request.account!.displayName,
        email: request.account!.email,
        message: request.message,
        at: request.createdAt,
      })),
      roles: membershipRoles.map((value) => ({ value, labelKey: `organisations:roles.${value}` })),
      invitable: membershipRoles
        .filter((value) => role === 'owner' || value === 'member')
        .toReversed()
        .map((value) => ({
          value,
          labelKey: `organisations:roles.${value}`,
          hintKey: `organisations:roleHints.${value}`,
        })),
      handover: await this.handover(actor, id, role),
      canClaim: role !== 'owner' && members.some(({ accountId, contact }) => contact && accountId === actor.accountId),
      ...(await this.tools(id, leads)),
    };
  }

  /** @throws AppError `not-found` for who is not an owner. */
  async editable(actor: Actor, id: string): Promise<Organisation> {
    const { organisation, role } = await this.organisations.find(actor, id);
    if (role !== 'owner') throw new AppError(NOT_FOUND);
    return organisation;
  }

  private member(membership: Membership, actor: Actor, own: MembershipRole): object {
    const mine = membership.accountId === actor.accountId;
    return {
      id: membership.id,
      name: membership.account!.displayName,
      // Members know each other's names; those who lead need the addresses too.
      email: own === 'member' ? null : membership.account!.email,
      role: membership.role,
      contact: membership.contact,
      mine,
      canRemove: !mine && (own === 'owner' || (own === 'manager' && membership.role === 'member')),
      canChange: own === 'owner',
      canTakeOver: own === 'owner' && !mine && membership.role !== 'owner',
    };
  }

  /** What members see of a handover that waits, and what this one can do about it. */
  private async handover(actor: Actor, id: string, role: MembershipRole): Promise<object | null> {
    const handover = await this.handovers.waitingIn(id);
    if (handover === null) return null;
    const { kind, from, to, effectiveAt } = handover;
    const theirs = to!.id === actor.accountId;
    return {
      kind,
      from: from?.displayName ?? '',
      to: to!.displayName,
      effectiveAt,
      canAccept: kind === 'offer' && theirs,
      canRefuse: (kind === 'offer' && theirs) || (kind === 'claim' && role === 'owner'),
      canWithdraw: kind === 'claim' ? theirs : role === 'owner',
    };
  }

  private async tools(organisationId: string, leads: boolean): Promise<object> {
    const subscriptions = await this.database.getRepository(Subscription).find({
      where: { organisationId, status: Not('ended') },
      relations: { service: true },
      order: { startedAt: 'DESC' },
    });
    const requests = leads
      ? await this.database.getRepository(ServiceRequest).find({
          where: { organisationId, status: Not('draft') },
          relations: { service: true },
          order: { id: 'DESC' },
          take: 20,
        })
      : [];
    return {
      subscriptions: subscriptions.map(({ id, service, status, startedAt }) => ({
        id,
        name: service!.name,
        href: `/services/${service!.slug}`,
        status,
        since: startedAt,
      })),
      requests: requests.map((request) => ({
        href: `/demandes/${request.id}`,
        name: request.service!.name,
        status: request.status,
        at: request.submittedAt ?? request.createdAt,
      })),
    };
  }
}
