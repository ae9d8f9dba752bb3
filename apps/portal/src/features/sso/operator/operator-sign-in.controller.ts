import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { SignInPages, type SignInArea } from './sign-in-pages.js';

const AREA: SignInArea = {
  path: '/operateur/services',
  breadcrumbs: [{ label: 'catalogue:edit.operatorDesk', href: '/operateur' }],
};

/** How people sign in to a service; what to paste into it. */
@Controller('operateur/services')
@Access('operator')
export class OperatorSignInController {
  constructor(private readonly signIn: SignInPages) {}

  @Get(':id/connexion')
  show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.signIn.show(AREA, actor, id, request, reply);
  }

  @Post(':id/connexion')
  @StepUp()
  save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.signIn.save(AREA, actor, id, body, request, reply);
  }

  @Post(':id/connexion/secret')
  @StepUp()
  makeSecret(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.signIn.makeSecret(AREA, actor, id, request, reply);
  }
}
