import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { accountCrumb } from '../profile/account-crumb.js';
import { MovingOut, MOVING_GRACE_DAYS } from './moving-out.service.js';

/** For somebody who no longer lives in a commune that this portal serves. */
@Controller('compte/demenagement')
@Access('signed-in')
export class MovingOutController {
  constructor(
    private readonly moving: MovingOut,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = { ...(await this.moving.until(actor)), days: MOVING_GRACE_DAYS };
    const page = { title: 'accounts:moving.title', breadcrumbs: [accountCrumb] };
    await this.pages.show(request, reply, 'accounts/moving', model, page);
  }

  @Post()
  async leave(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.moving.leave(actor);
    await this.pages.goTo(request, reply, '/compte/demenagement', { kind: 'success', key: 'accounts:flash.movedOut' });
  }
}
