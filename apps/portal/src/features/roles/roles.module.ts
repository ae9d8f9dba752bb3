import { Module } from '@nestjs/common';
import { PreferencesController } from './preferences.controller.js';
import { RoleMails } from './role-mails.service.js';
import { RolesAdminController } from './roles-admin.controller.js';
import { RolesService } from './roles.service.js';

@Module({
  controllers: [PreferencesController, RolesAdminController],
  providers: [RoleMails, RolesService],
  exports: [RolesService],
})
export class RolesModule {}
