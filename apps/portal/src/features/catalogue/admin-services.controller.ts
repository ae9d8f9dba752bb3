import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StepUp } from '../../platform/security/step-up.js';
import { ConnectionPages } from './connection/connection-pages.js';
import { administratorArea } from './editing/area.js';
import { QuestionPages } from './editing/question-pages.js';
import { ServicePages } from './editing/service-pages.js';

/** Every service, for administrators. */
@Controller('admin/services')
@Access('administrator')
export class AdminServicesController {
  constructor(
    private readonly services: ServicePages,
    private readonly questions: QuestionPages,
    private readonly connection: ConnectionPages,
  ) {}

  @Get()
  index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.services.index(administratorArea, actor, request, reply);
  }

  @Get('nouveau')
  newForm(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.services.newForm(administratorArea, actor, request, reply);
  }

  @Post()
  create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.services.create(administratorArea, actor, body, request, reply);
  }

  @Get(':id')
  editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.services.editForm(administratorArea, actor, id, request, reply);
  }

  @Post(':id')
  update(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.services.update(administratorArea, actor, id, body, request, reply);
  }

  @Get(':id/questions')
  questionsOf(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('question') edited: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.questions.index(administratorArea, actor, id, edited, request, reply);
  }

  @Post(':id/questions')
  saveQuestion(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.questions.save(administratorArea, actor, id, body, request, reply);
  }

  @Post(':id/questions/:name/retrait')
  removeQuestion(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.questions.remove(administratorArea, actor, id, name, request, reply);
  }

  @Post(':id/questions/:name/place')
  moveQuestion(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.questions.move(administratorArea, actor, id, name, body, request, reply);
  }

  @Get(':id/connecteur')
  @StepUp()
  connectionForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.connection.form(administratorArea, actor, id, request, reply);
  }

  @Post(':id/connecteur')
  @StepUp()
  saveConnection(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.connection.save(administratorArea, actor, id, body, request, reply);
  }
}
