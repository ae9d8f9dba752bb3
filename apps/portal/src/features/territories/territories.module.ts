import { Global, Module } from '@nestjs/common';
import { BrandSource } from '../../platform/pages/brand-source.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { MemberPages } from './administration/member-pages.js';
import { CommuneAdministration } from './commune-administration.service.js';
import { CommuneBrand } from './commune-brand.js';
import { CommuneDirectory } from './commune-directory.service.js';
import { CommunesAdminController } from './communes-admin.controller.js';
import { AdminMembersController, OperatorMembersController } from './members.controller.js';
import { StructureAdministration } from './structure-administration.service.js';
import { StructureMembers } from './structure-members.service.js';
import { StructuresAdminController } from './structures-admin.controller.js';
import { StructuresController } from './structures.controller.js';
import { StructuresService } from './structures.service.js';

/** Global for the brand, which every page wears, for the list of communes, and for who is a structure's member. */
@Global()
@Module({
  imports: [CatalogueModule],
  controllers: [
    AdminMembersController,
    CommunesAdminController,
    OperatorMembersController,
    StructuresAdminController,
    StructuresController,
  ],
  providers: [
    { provide: BrandSource, useClass: CommuneBrand },
    CommuneAdministration,
    CommuneDirectory,
    MemberPages,
    StructureAdministration,
    StructureMembers,
    StructuresService,
  ],
  exports: [BrandSource, CommuneAdministration, CommuneDirectory, StructureAdministration, StructureMembers],
})
export class TerritoriesModule {}
