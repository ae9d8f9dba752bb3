import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { HelpDeskAnswers } from './help-desk-answers.service.js';

/** Questions about the portal itself. */
@Controller('admin/aide')
@Access('administrator')
export class AdminHelpController {
  constructor(private readonly answers: HelpDeskAnswers) {}

  @Get()
  async index(
    @Query() query: { etat?: unknown; apres?: unknown },
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.list(request, reply, actor, 'administrator', query);
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.show(request, reply, actor, 'administrator', id);
  }

  @Post(':id/messages')
  async answer(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.answer(request, reply, actor, 'administrator', id, body);
  }

  @Post(':id/cloture')
  async close(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.close(request, reply, actor, 'administrator', id);
  }

  @Post(':id/reouverture')
  async reopen(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.reopen(request, reply, actor, 'administrator', id);
  }
}
