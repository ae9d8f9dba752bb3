import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { Registrations } from './registrations.service.js';

/** Where somebody with an account finds what they registered for. */
@Controller('compte/rendez-vous')
@Access('signed-in')
export class MyRegistrationsController {
  constructor(
    private readonly registrations: Registrations,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const now = this.clock.now();
    const mine = (await this.registrations.mine(actor)).map(({ registration, path }) => {
      const { gathering, status, way } = registration;
      const { title, startsAt, endsAt, state } = gathering!;
      return { path, title, startsAt, status: state === 'cancelled' ? 'cancelled' : status, way, over: endsAt <= now };
    });
    await this.pages.show(
      request,
      reply,
      'gatherings/registrations/index',
      { coming: mine.filter(({ over }) => !over).reverse(), past: mine.filter(({ over }) => over) },
      {
        title: 'gatherings:mine.title',
        noIndex: true,
        breadcrumbs: [{ label: 'ui:nav.account', href: '/compte' }],
      },
    );
  }
}
