import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/security/actor.js';
import { JoinRequests } from '../joining/join-requests.service.js';
import { membershipRoles } from '../membership.entity.js';
import { OperatorOrganisations } from './operator-organisations.service.js';
import type { OrganisationPage } from '../organisation-pages.service.js';
import { printedNumberOf } from '../organisation-values.js';
import { OrganisationsService } from '../organisations.service.js';

/** What the operator's page of one organisation shows. */
@Injectable()
export class OperatorOrganisationPages {
  constructor(
    private readonly organisations: OrganisationsService,
    private readonly operatorOrganisations: OperatorOrganisations,
    private readonly joinRequests: JoinRequests,
  ) {}

  /** @throws AppError `not-found` outside the actor's structures. */
  async show(actor: Actor, id: string): Promise<OrganisationPage> {
    const organisation = await this.operatorOrganisations.find(actor, id);
    const members = await this.organisations.membersOf(id);
    const served = await this.operatorOrganisations.serves(actor, id);
    const joining = served ? await this.joinRequests.waitingIn(id) : [];
    const { subscriptions, requests } = await this.operatorOrganisations.dealings(actor, id);
    return {
      organisation: {
        id,
        name: organisation.name,
        kind: organisation.kind,
        purpose: organisation.purpose,
        commune: organisation.commune!.name,
        number: printedNumberOf(organisation),
        noNumberReason: organisation.noNumberReason,
        since: organisation.createdAt,
      },
      members: members.map(({ id: membershipId, role, contact, account }) => ({
        id: membershipId,
        name: account!.displayName,
        email: account!.email,
        role,
        contact,
        bounced: account!.bouncedAt !== null,
        lastSeen: account!.lastSignInAt,
        canOwn: served && role !== 'owner',
      })),
      joining: joining.map((request) => ({
        id: request.id,
        name: request.account!.displayName,
        email: request.account!.email,
        message: request.message,
        at: request.createdAt,
      })),
      roles: membershipRoles.toReversed().map((value) => ({ value, labelKey: `organisations:roles.${value}` })),
      subscriptions: subscriptions.map(({ service, status, startedAt }) => ({
        name: service!.name,
        status,
        since: startedAt,
      })),
      requests: requests.map((request) => ({
        href: `/operateur/demandes/${request.id}`,
        name: request.service!.name,
        status: request.status,
        at: request.submittedAt ?? request.createdAt,
      })),
    };
  }
}
