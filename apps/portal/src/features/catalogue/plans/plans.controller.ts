import { Body, Controller, Get, Param, Post, Query, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { administratorArea, operatorArea, type Area } from '../../../platform/pages/area.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { PlanPages } from './plan-pages.js';

/** The plans of the services that an area shows. */
function plansController(area: Area): Type {
  @Controller(`${area.path}/:id/formules`)
  @Access(area.name)
  class PlansController {
    constructor(private readonly plans: PlanPages) {}

    @Get()
    index(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Query('formule') edited: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.plans.index(area, actor, id, edited, reply.request, reply);
    }

    @Post()
    save(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.plans.save(area, actor, id, body, reply.request, reply);
    }

    @Post(':plan/retrait')
    retire(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('plan') planId: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.plans.retire(area, actor, id, planId, reply.request, reply);
    }

    @Post(':plan/retour')
    restore(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('plan') planId: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.plans.restore(area, actor, id, planId, reply.request, reply);
    }

    @Post(':plan/place')
    move(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('plan') planId: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.plans.move(area, actor, id, planId, body, reply.request, reply);
    }
  }
  return PlansController;
}

export const OperatorPlansController = plansController(operatorArea);
export const AdminPlansController = plansController(administratorArea);
