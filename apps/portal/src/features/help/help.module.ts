import { Module } from '@nestjs/common';
import { RolesModule } from '../roles/roles.module.js';
import { HelpDeskAnswers } from './help-desk-answers.service.js';
import { HelpDesk } from './help-desk.service.js';
import { HelpMails } from './help-mails.service.js';
import { HelpMessages } from './help-messages.service.js';
import { HelpPages } from './help-pages.service.js';
import { HelpController } from './help.controller.js';
import { HelpService } from './help.service.js';
import { AdminHelpController, OperatorHelpController } from './help-desk.controller.js';

@Module({
  imports: [RolesModule],
  controllers: [HelpController, OperatorHelpController, AdminHelpController],
  providers: [HelpDesk, HelpDeskAnswers, HelpMails, HelpMessages, HelpPages, HelpService],
  exports: [HelpService],
})
export class HelpModule {}
