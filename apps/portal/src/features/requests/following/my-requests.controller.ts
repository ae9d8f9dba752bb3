import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Handovers } from '../handing/handovers.service.js';
import { isFinal } from '../request-status.js';
import { MyRequests } from './my-requests.service.js';
import { listed, requestModel, requestPageOptions } from './request-model.js';
import { RequestPages } from './request-page.service.js';

/** Requesters' pages: all that they asked for, and where each stands. */
@Controller('demandes')
@Access('signed-in')
export class MyRequestsController {
  constructor(
    private readonly myRequests: MyRequests,
    private readonly requestPages: RequestPages,
    private readonly handovers: Handovers,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const all = await this.myRequests.list(actor);
    await this.pages.show(
      request,
      reply,
      'requests/index',
      {
        open: all.filter(({ status }) => !isFinal(status)).map(listed),
        done: all.filter(({ status }) => isFinal(status)).map(listed),
      },
      { title: 'requests:index.title' },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const found = await this.myRequests.find(actor, id);
    if (found.status === 'draft') {
      const path = `/services/${found.service!.slug}/demande?pour=${found.organisationId ?? 'moi'}`;
      return this.pages.goTo(request, reply, path);
    }
    const page = await this.requestPages.of(found);
    const handover = isFinal(found.status) ? null : await this.handovers.open(id);
    const model = { ...requestModel(page), handover: handover && { structure: handover.toService!.structure!.name } };
    await this.pages.show(request, reply, 'requests/show', model, requestPageOptions(page));
  }
}
