import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { RightsDeskPages } from './rights-desk-pages.service.js';
import { RightsDesk } from './rights-desk.service.js';

/** Rights over personal data, whomever they are addressed to. */
@Controller('admin/droits')
@Access('administrator')
export class AdminRightsController {
  constructor(
    private readonly rights: RightsDeskPages,
    private readonly desk: RightsDesk,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.rights.list(request, reply, actor, 'admin');
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.show(request, reply, actor, 'admin', id);
  }

  @Post(':id/prolongation')
  async extend(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.extend(request, reply, actor, 'admin', id, body);
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.answer(request, reply, actor, 'admin', id, body);
  }

  @Post(':id/pieces')
  async see(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.see(request, reply, actor, 'admin', id, body);
  }

  @Post(':id/fermeture-du-compte')
  @StepUp()
  async closeAccount(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.desk.closeAccount(actor, knownId(id));
    await this.rights.done(request, reply, 'admin', id, result, 'accountClosed');
  }
}
