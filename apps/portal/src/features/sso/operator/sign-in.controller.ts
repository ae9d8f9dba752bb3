import { Body, Controller, Get, Param, Post, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { administratorArea, operatorArea, type Area } from '../../../platform/pages/area.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { SignInPages } from './sign-in-pages.js';

/** How people sign in to a service that an area shows; what to paste into it. */
function signInController(area: Area): Type {
  @Controller(area.path)
  @Access(area.name)
  class SignInController {
    constructor(private readonly signIn: SignInPages) {}

    @Get(':id/connexion')
    show(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.signIn.show(area, actor, id, reply.request, reply);
    }

    @Post(':id/connexion')
    @StepUp()
    save(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.signIn.save(area, actor, id, body, reply.request, reply);
    }

    @Post(':id/connexion/secret')
    @StepUp()
    makeSecret(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.signIn.makeSecret(area, actor, id, reply.request, reply);
    }

    @Post(':id/connexion/ancien-secret/fin')
    @StepUp()
    endPreviousSecret(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.signIn.endPreviousSecret(area, actor, id, reply.request, reply);
    }
  }
  return SignInController;
}

export const OperatorSignInController = signInController(operatorArea);
export const AdminSignInController = signInController(administratorArea);
