import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { RightsDeskPages } from './rights-desk-pages.service.js';

/** Rights over personal data that are addressed to the operator's structures. */
@Controller('operateur/droits')
@Access('operator')
export class OperatorRightsController {
  constructor(private readonly rights: RightsDeskPages) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.rights.list(request, reply, actor, 'operateur');
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.show(request, reply, actor, 'operateur', id);
  }

  @Post(':id/prolongation')
  async extend(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.extend(request, reply, actor, 'operateur', id, body);
  }

  @Post(':id/reponse')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.answer(request, reply, actor, 'operateur', id, body);
  }

  @Post(':id/pieces')
  async see(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rights.see(request, reply, actor, 'operateur', id, body);
  }
}
