import { Body, Controller, Get, Param, Post, Query, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { HelpDeskAnswers } from './help-desk-answers.service.js';

/** Questions and faults: about the services of the operator's structures, or about the portal itself. */
function helpDeskController(path: string, side: 'operator' | 'administrator'): Type {
  @Controller(path)
  @Access(side)
  class HelpDeskController {
    constructor(private readonly answers: HelpDeskAnswers) {}

    @Get()
    async index(
      @Query() query: { etat?: unknown; apres?: unknown },
      @CurrentActor() actor: Actor,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.answers.list(reply.request, reply, actor, side, query);
    }

    @Get(':id')
    async show(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      await this.answers.show(reply.request, reply, actor, side, id);
    }

    @Post(':id/messages')
    async answer(
      @Param('id') id: string,
      @Body() body: unknown,
      @CurrentActor() actor: Actor,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.answers.answer(reply.request, reply, actor, side, id, body);
    }

    @Post(':id/cloture')
    async close(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      await this.answers.close(reply.request, reply, actor, side, id);
    }

    @Post(':id/reouverture')
    async reopen(@Param('id') id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      await this.answers.reopen(reply.request, reply, actor, side, id);
    }
  }
  return HelpDeskController;
}

export const OperatorHelpController = helpDeskController('operateur/aide', 'operator');
export const AdminHelpController = helpDeskController('admin/aide', 'administrator');
