import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StatePages } from './state-pages.js';

const AREA = '/admin/services';

/** The state and health of every service, for administrators. */
@Controller('admin/services/:id')
@Access('administrator')
export class AdminStatesController {
  constructor(private readonly states: StatePages) {}

  @Get('etat')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.states.show(AREA, actor, id, request, reply);
  }

  @Post('etat')
  set(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.states.set(AREA, actor, id, body, request, reply);
  }

  @Post('etat/levee')
  lift(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.states.lift(AREA, actor, id, request, reply);
  }

  @Post('verification')
  check(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.states.check(AREA, actor, id, request, reply);
  }
}
