import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { CurrentActor } from '../../../../platform/security/current-actor.js';
import { nameOf, pathOf, targetOf } from './follow-target.js';
import { Follows } from './follows.service.js';

/** Where somebody with an account finds what they follow. */
@Controller('compte/suivis')
@Access('signed-in')
export class MyFollowsController {
  constructor(
    private readonly follows: Follows,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const follows = (await this.follows.mine(actor)).map(({ follow, path }) => {
      const target = targetOf(follow);
      return { path, page: pathOf(target), what: this.pages.text(request, nameOf(target, request.locale)) };
    });
    await this.pages.show(
      request,
      reply,
      'commitments/following/index',
      { follows },
      {
        title: 'commitments:following.mine.title',
        noIndex: true,
        breadcrumbs: [{ label: 'ui:nav.account', href: '/compte' }],
      },
    );
  }
}
