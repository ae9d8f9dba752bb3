import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { accountCrumb } from '../profile/account-crumb.js';
import { KnownDevices } from '../devices/known-devices.service.js';
import { SessionList } from './session-list.service.js';

const PAGE: PageOptions = { title: 'accounts:sessions.title', breadcrumbs: [accountCrumb] };

@Controller('compte/sessions')
@Access('signed-in')
export class SessionsController {
  constructor(
    private readonly sessions: SessionList,
    private readonly devices: KnownDevices,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const sessions = await this.sessions.of(actor, request.session.sessionId);
    const devices = await this.devices.of(actor, request.deviceSecret);
    const model = { sessions, others: sessions.some(({ current }) => !current), devices };
    await this.pages.show(request, reply, 'accounts/sessions', model, PAGE);
  }

  @Post('autres/fin')
  async endOthers(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.endOthers(actor, request.session.sessionId);
    await this.pages.goTo(request, reply, '/compte/sessions', { kind: 'success', key: 'accounts:flash.othersEnded' });
  }

  @Post(':reference/fin')
  async end(
    @Param('reference') reference: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(actor, reference);
    await this.pages.goTo(request, reply, '/compte/sessions', { kind: 'success', key: 'accounts:flash.sessionEnded' });
  }
}
