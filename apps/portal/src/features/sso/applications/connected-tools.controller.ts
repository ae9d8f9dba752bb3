import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { ConnectedTools } from './connected-tools.service.js';

const PAGE: PageOptions = {
  title: 'sso:applications.title',
  breadcrumbs: [{ label: 'accounts:account.title', href: '/compte' }],
};

/** What I am signed in to with my account. */
@Controller('compte/applications')
@Access('signed-in')
export class ConnectedToolsController {
  constructor(
    private readonly tools: ConnectedTools,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'sso/applications', { tools: await this.tools.of(actor) }, PAGE);
  }

  @Post(':id/fin')
  async end(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const name = await this.tools.end(actor, id);
    await this.pages.goTo(request, reply, '/compte/applications', {
      kind: 'success',
      key: 'sso:applications.ended',
      params: { name },
    });
  }
}
