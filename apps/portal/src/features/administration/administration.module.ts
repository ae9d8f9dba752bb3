import { Module } from '@nestjs/common';
import { AdministrationController } from './administration.controller.js';
import { AuditReader } from './audit-reader.service.js';

@Module({ controllers: [AdministrationController], providers: [AuditReader] })
export class AdministrationModule {}
