import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { ParentWithdrawals } from './parent-withdrawals.service.js';

/** From 15 years on, a child agrees alone. */
@Controller('compte/quinze-ans')
@Access('signed-in')
export class NowFifteenController {
  constructor(
    private readonly withdrawals: ParentWithdrawals,
    private readonly pages: Pages,
  ) {}

  @Post()
  async say(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.withdrawals.nowFifteen(actor);
    await this.pages.goTo(request, reply, '/compte', { kind: 'success', key: 'accounts:flash.nowFifteen' });
  }
}
