import { Module } from '@nestjs/common';
import { LegalAdminController } from './legal-admin.controller.js';
import { LegalEditor } from './legal-editor.service.js';
import { LegalTexts } from './legal-texts.service.js';
import { LegalController } from './legal.controller.js';

@Module({
  controllers: [LegalAdminController, LegalController],
  providers: [LegalEditor, LegalTexts],
  exports: [LegalTexts],
})
export class LegalModule {}
