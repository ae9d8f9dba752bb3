import { Module } from '@nestjs/common';
import { ConnectionPages } from './connection/connection-pages.js';
import { ConnectorSettings } from './connector-settings.service.js';
import { QuestionPages } from './editing/question-pages.js';
import { ServicePages } from './editing/service-pages.js';
import { IntakeController } from './intake/intake.controller.js';
import { Intakes } from './intake/intake.service.js';
import { ManagedServices } from './managed-services.service.js';
import { AdminServicesController, OperatorServicesController } from './managed-services.controller.js';
import { AdminPlansController, OperatorPlansController } from './plans/plans.controller.js';
import { PlanEditor } from './plans/plan-editor.service.js';
import { PlanPages } from './plans/plan-pages.js';
import { PlanWords } from './plans/plan-words.service.js';
import { Plans } from './plans/plans.service.js';
import { PublicCatalogue } from './public-catalogue.service.js';
import { RequestQuestions } from './request-questions.service.js';
import { ServiceChanges } from './service-changes.service.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { ServiceEditor } from './service-editor.service.js';
import { SoftwareShelf } from './software-shelf.service.js';
import { SoftwareController } from './software.controller.js';
import { ServicesController } from './services.controller.js';

@Module({
  controllers: [
    AdminPlansController,
    AdminServicesController,
    IntakeController,
    OperatorPlansController,
    OperatorServicesController,
    ServicesController,
    SoftwareController,
  ],
  providers: [
    ConnectionPages,
    ConnectorSettings,
    Intakes,
    ManagedServices,
    PlanEditor,
    PlanPages,
    PlanWords,
    Plans,
    PublicCatalogue,
    QuestionPages,
    RequestQuestions,
    ServiceChanges,
    ServiceConnectors,
    ServiceEditor,
    ServicePages,
    SoftwareShelf,
  ],
  exports: [ManagedServices, PlanWords, Plans, PublicCatalogue, ServiceChanges, ServiceConnectors],
})
export class CatalogueModule {}
