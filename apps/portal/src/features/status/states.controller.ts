import { Body, Controller, Get, Param, Post, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access, type AccessPolicy } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StatePages } from './state-pages.js';

/** The state and health of services: of the operator's structures, or of every one. */
function statesController(path: string, policy: AccessPolicy): Type {
  @Controller(`${path}/:id`)
  @Access(policy)
  class StatesController {
    constructor(private readonly states: StatePages) {}

    @Get('etat')
    show(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.states.show(path, actor, id, reply.request, reply);
    }

    @Post('etat')
    set(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.states.set(path, actor, id, body, reply.request, reply);
    }

    @Post('etat/levee')
    lift(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.states.lift(path, actor, id, reply.request, reply);
    }

    @Post('verification')
    check(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.states.check(path, actor, id, reply.request, reply);
    }
  }
  return StatesController;
}

export const OperatorStatesController = statesController('/operateur/services', 'operator');
export const AdminStatesController = statesController('/admin/services', 'administrator');
