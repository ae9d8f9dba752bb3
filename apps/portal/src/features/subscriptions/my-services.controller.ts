import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ServiceOpenings } from './service-openings.service.js';
import { MyServices } from './my-services.service.js';

const TITLE = 'subscriptions:index.title';

/** What was granted to me and to my organisations. */
@Controller('mes-services')
@Access('signed-in')
export class MyServicesController {
  constructor(
    private readonly myServices: MyServices,
    private readonly openings: ServiceOpenings,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const services = await this.myServices.list(actor);
    await this.pages.show(request, reply, 'subscriptions/index', { services }, { title: TITLE });
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
    for (const cookie of opened.value.cookies) {
      reply.setCookie(cookie.name, cookie.value, {
        ...(cookie.domain === null ? {} : { domain: cookie.domain }),
        path: cookie.path,
        secure: cookie.secure,
        httpOnly: cookie.httpOnly,
        sameSite: cookie.sameSite,
        maxAge: cookie.maxAgeSeconds,
      });
    }
    // Not a redirect: the policy `form-action 'self'` holds for where a form's answer leads, too. The address may carry a token, so
    // it is in a page that nobody keeps.
    reply.header('refresh', `0; url=${opened.value.url}`);
    const model = { url: opened.value.url };
    await this.pages.show(request, reply, 'subscriptions/opening', model, { title: 'subscriptions:opening.title' });
  }
}
