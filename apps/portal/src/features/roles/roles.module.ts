import { Module } from '@nestjs/common';
import { PreferencesController } from './preferences.controller.js';
import { RoleMails } from './role-mails.service.js';
import { RolesService } from './roles.service.js';

@Module({
  controllers: [PreferencesController],
  providers: [RoleMails, RolesService],
  exports: [RolesService],
})
export class RolesModule {}
