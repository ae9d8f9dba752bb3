import { Module } from '@nestjs/common';
import { AdminServicesController } from './admin-services.controller.js';
import { ConnectionPages } from './connection/connection-pages.js';
import { ConnectorSettings } from './connector-settings.service.js';
import { QuestionPages } from './editing/question-pages.js';
import { ServicePages } from './editing/service-pages.js';
import { ManagedServices } from './managed-services.service.js';
import { OperatorServicesController } from './operator-services.controller.js';
import { PublicCatalogue } from './public-catalogue.service.js';
import { RequestQuestions } from './request-questions.service.js';
import { ServiceChanges } from './service-changes.service.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { ServiceEditor } from './service-editor.service.js';
import { SoftwareShelf } from './software-shelf.service.js';
import { SoftwareController } from './software.controller.js';
import { ServicesController } from './services.controller.js';

@Module({
  controllers: [AdminServicesController, OperatorServicesController, ServicesController, SoftwareController],
  providers: [
    ConnectionPages,
    ConnectorSettings,
    ManagedServices,
    PublicCatalogue,
    QuestionPages,
    RequestQuestions,
    ServiceChanges,
    ServiceConnectors,
    ServiceEditor,
    ServicePages,
    SoftwareShelf,
  ],
  exports: [ManagedServices, PublicCatalogue, ServiceChanges, ServiceConnectors],
})
export class CatalogueModule {}
