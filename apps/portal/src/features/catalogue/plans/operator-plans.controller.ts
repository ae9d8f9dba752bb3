import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { operatorArea } from '../editing/area.js';
import { PlanPages } from './plan-pages.js';

/** The plans of the services of the operator's structures. */
@Controller('operateur/services/:id/formules')
@Access('operator')
export class OperatorPlansController {
  constructor(private readonly plans: PlanPages) {}

  @Get()
  index(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('formule') edited: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.plans.index(operatorArea, actor, id, edited, request, reply);
  }

  @Post()
  save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.plans.save(operatorArea, actor, id, body, request, reply);
  }

  @Post(':plan/retrait')
  retire(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.plans.retire(operatorArea, actor, id, planId, request, reply);
  }

  @Post(':plan/retour')
  restore(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.plans.restore(operatorArea, actor, id, planId, request, reply);
  }

  @Post(':plan/place')
  move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('plan') planId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.plans.move(operatorArea, actor, id, planId, body, request, reply);
  }
}
