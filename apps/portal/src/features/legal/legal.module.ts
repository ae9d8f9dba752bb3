import { Module } from '@nestjs/common';
import { RegisterModule } from '../privacy/register/register.module.js';
import { TermsAcceptanceController } from './acceptance/terms-acceptance.controller.js';
import { TextAcceptances } from './acceptance/text-acceptances.service.js';
import { LegalAdminController } from './legal-admin.controller.js';
import { LegalEditor } from './legal-editor.service.js';
import { LegalTexts } from './legal-texts.service.js';
import { LegalController } from './legal.controller.js';

@Module({
  imports: [RegisterModule],
  controllers: [LegalAdminController, LegalController, TermsAcceptanceController],
  providers: [LegalEditor, LegalTexts, TextAcceptances],
  exports: [LegalTexts, TextAcceptances],
})
export class LegalModule {}
