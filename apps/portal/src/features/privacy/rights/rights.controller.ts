import { Body, Controller, Get, Param, Post, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { administratorRights, operatorRights, type RightsArea } from './rights-area.js';
import { RightsDeskPages } from './rights-desk-pages.service.js';

/** Rights over personal data that are exercised with those whom an area serves. */
function rightsController(area: RightsArea): Type {
  @Controller(area.path)
  @Access(area.name)
  class RightsController {
    constructor(private readonly rights: RightsDeskPages) {}

    @Get()
    index(@CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      return this.rights.list(area, actor, reply);
    }

    @Get(':id')
    show(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.rights.show(area, actor, id, reply);
    }

    @Post(':id/prolongation')
    extend(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.rights.extend(area, actor, id, body, reply);
    }

    @Post(':id/reponse')
    answer(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.rights.answer(area, actor, id, body, reply);
    }

    @Post(':id/pieces')
    see(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.rights.see(area, actor, id, body, reply);
    }
  }
  return RightsController;
}

export const OperatorRightsController = rightsController(operatorRights);
export const AdminRightsController = rightsController(administratorRights);
