import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../platform/config/tokens.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { DeskService } from './desk.service.js';

/** Where an operator begins the day. */
@Controller('operateur')
@Access('operator')
export class DeskController {
  constructor(
    private readonly desk: DeskService,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const desk = await this.desk.of(actor);
    await this.pages.show(request, reply, 'desk/index', { ...desk, now: this.clock.now() }, { title: 'desk:title' });
  }
}
