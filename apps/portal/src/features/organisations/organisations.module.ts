import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { HandoverMails } from './handover/handover-mails.service.js';
import { HandoversController } from './handover/handovers.controller.js';
import { Handovers } from './handover/handovers.service.js';
import { InvitationsController } from './joining/invitations.controller.js';
import { Invitations } from './joining/invitations.service.js';
import { JoinRequestsController } from './joining/join-requests.controller.js';
import { JoinRequests } from './joining/join-requests.service.js';
import { MembershipsController } from './memberships.controller.js';
import { Memberships } from './memberships.service.js';
import { OperatorOrganisationPages } from './operator/operator-organisation-pages.service.js';
import { OperatorOrganisationsController } from './operator/operator-organisations.controller.js';
import { OperatorOrganisations } from './operator/operator-organisations.service.js';
import { OrganisationCommunes } from './organisation-communes.service.js';
import { OrganisationMails } from './organisation-mails.service.js';
import { OrganisationPages } from './organisation-pages.service.js';
import { OrganisationsController } from './organisations.controller.js';
import { OrganisationsService } from './organisations.service.js';
import { Registrations } from './registrations.service.js';

@Module({
  imports: [SubscriptionsModule],
  // Written addresses (/organisations/adhesion) before those that begin with an id.
  controllers: [
    JoinRequestsController,
    InvitationsController,
    MembershipsController,
    HandoversController,
    OrganisationsController,
    OperatorOrganisationsController,
  ],
  providers: [
    HandoverMails,
    Handovers,
    Invitations,
    JoinRequests,
    Memberships,
    OperatorOrganisationPages,
    OperatorOrganisations,
    OrganisationCommunes,
    OrganisationMails,
    OrganisationPages,
    OrganisationsService,
    Registrations,
  ],
  exports: [JoinRequests, Memberships, OrganisationMails, OrganisationsService],
})
export class OrganisationsModule {}
