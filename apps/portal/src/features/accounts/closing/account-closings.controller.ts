import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { AccountSessions } from '../account-sessions.service.js';
import { accountCrumb } from '../profile/account-crumb.js';
import { AccountClosings } from './account-closings.service.js';

const PAGE: PageOptions = { title: 'accounts:deletion.title', breadcrumbs: [accountCrumb] };

@Controller('compte/suppression')
@Access('signed-in')
export class AccountClosingsController {
  constructor(
    private readonly closings: AccountClosings,
    private readonly sessions: AccountSessions,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'accounts/deletion', await this.model(actor), PAGE);
  }

  @Post()
  @StepUp()
  async close(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.closings.close(actor);
    await this.sessions.end(request);
    await this.pages.goTo(request, reply, '/compte/suppression/enregistree');
  }

  @Get('enregistree')
  @Access('public')
  async goodbye(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const options = { title: 'accounts:deletion.goodbyeTitle', noIndex: true };
    await this.pages.show(request, reply, 'accounts/goodbye', {}, options);
  }

  private async model(actor: Actor): Promise<object> {
    return { erasedAt: this.closings.dateOfErasure(), ownedAlone: await this.closings.ownedAlone(actor) };
  }
}
