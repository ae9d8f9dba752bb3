import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { Askers } from './asking/askers.js';
import { Steering } from './asking/steering.service.js';
import { AskingController } from './asking/asking.controller.js';
import { AskingPages } from './asking/asking-page.service.js';
import { Asking } from './asking/asking.service.js';
import { DecisionsController } from './deciding/decisions.controller.js';
import { Decisions } from './deciding/decisions.service.js';
import { OperatorRequestPages } from './deciding/operator-request-page.service.js';
import { OperatorRequestsController } from './deciding/operator-requests.controller.js';
import { OperatorRequests } from './deciding/operator-requests.service.js';
import { HandoversController } from './handing/handovers.controller.js';
import { Handovers } from './handing/handovers.service.js';
import { OperatorHandoversController } from './handing/operator-handovers.controller.js';
import { MyRequestsController } from './following/my-requests.controller.js';
import { MyRequests } from './following/my-requests.service.js';
import { RequestPages } from './following/request-page.service.js';
import { RequestStepsController } from './following/request-steps.controller.js';
import { OperatorNotices } from './operator-notices.js';
import { RequestDelays } from './request-delays.service.js';
import { RequestJournal } from './request-journal.js';
import { RequestMails } from './request-mails.js';
import { ServicePlaces } from './service-places.service.js';
import { Digests } from './upkeep/digests.service.js';
import { Expiries } from './upkeep/expiries.service.js';
import { WaitingLists } from './upkeep/waiting-lists.service.js';

@Module({
  imports: [CatalogueModule, SubscriptionsModule],
  controllers: [
    AskingController,
    MyRequestsController,
    RequestStepsController,
    HandoversController,
    OperatorHandoversController,
    OperatorRequestsController,
    DecisionsController,
  ],
  providers: [
    Askers,
    Asking,
    AskingPages,
    Decisions,
    Digests,
    Expiries,
    Handovers,
    MyRequests,
    OperatorNotices,
    OperatorRequestPages,
    OperatorRequests,
    RequestDelays,
    RequestJournal,
    RequestMails,
    RequestPages,
    ServicePlaces,
    Steering,
    WaitingLists,
  ],
  exports: [MyRequests, OperatorRequests, RequestDelays, ServicePlaces],
})
export class RequestsModule {}
