import { Body, Controller, Get, Param, Post, Query, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { administratorArea, operatorArea, type Area } from '../../platform/pages/area.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { StepUp } from '../../platform/security/step-up.js';
import { ConnectionPages } from './connection/connection-pages.js';
import { QuestionPages } from './editing/question-pages.js';
import { ServicePages } from './editing/service-pages.js';

/** The services that an area shows, as they are kept. */
function managedServicesController(area: Area): Type {
  @Controller(area.path)
  @Access(area.name)
  class ManagedServicesController {
    constructor(
      private readonly services: ServicePages,
      private readonly questions: QuestionPages,
      private readonly connection: ConnectionPages,
    ) {}

    @Get()
    index(@CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      return this.services.index(area, actor, reply.request, reply);
    }

    @Get('nouveau')
    newForm(@CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
      return this.services.newForm(area, actor, reply.request, reply);
    }

    @Post()
    create(@CurrentActor() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
      return this.services.create(area, actor, body, reply.request, reply);
    }

    @Get(':id')
    editForm(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.services.editForm(area, actor, id, reply.request, reply);
    }

    @Post(':id')
    update(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.services.update(area, actor, id, body, reply.request, reply);
    }

    @Get(':id/questions')
    questionsOf(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Query('question') edited: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.questions.index(area, actor, id, edited, reply.request, reply);
    }

    @Post(':id/questions')
    saveQuestion(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.questions.save(area, actor, id, body, reply.request, reply);
    }

    @Post(':id/questions/:name/retrait')
    removeQuestion(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('name') name: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.questions.remove(area, actor, id, name, reply.request, reply);
    }

    @Post(':id/questions/:name/place')
    moveQuestion(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('name') name: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.questions.move(area, actor, id, name, body, reply.request, reply);
    }

    @Get(':id/connecteur')
    @StepUp()
    connectionForm(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      return this.connection.form(area, actor, id, reply.request, reply);
    }

    @Post(':id/connecteur')
    @StepUp()
    saveConnection(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      return this.connection.save(area, actor, id, body, reply.request, reply);
    }
  }
  return ManagedServicesController;
}

export const OperatorServicesController = managedServicesController(operatorArea);
export const AdminServicesController = managedServicesController(administratorArea);
