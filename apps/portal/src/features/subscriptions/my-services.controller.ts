import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ServiceOpenings } from './service-openings.service.js';
import { RenewalQuestions } from './renewal/renewal-questions.service.js';
import { MyServices } from './my-services.service.js';

const TITLE = 'subscriptions:index.title';

/** What was granted to me and to my organisations. */
@Controller('mes-services')
@Access('signed-in')
export class MyServicesController {
  constructor(
    private readonly myServices: MyServices,
    private readonly openings: ServiceOpenings,
    private readonly questions: RenewalQuestions,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const services = await this.myServices.list(actor);
    const model = {
      services,
      ended: await this.myServices.ended(actor),
      waiting: (await this.questions.waitingFor(actor)).length,
    };
    await this.pages.show(request, reply, 'subscriptions/index', model, { title: TITLE });
  }

  /** Opens the tool: a POST, since it makes a session in the tool. */
  @Post(':id/ouverture')
  async open(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const opened = await this.openings.open(actor, id);
    if (!opened.ok) {
      await this.pages.goTo(request, reply, '/mes-services', {
        kind: 'error',
        key: `subscriptions:errors.${opened.error}`,
      });
      return;
    }
    await this.pages.leave(request, reply, opened.value);
  }
}
