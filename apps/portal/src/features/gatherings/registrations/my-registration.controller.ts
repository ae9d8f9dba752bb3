import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { knownLinkToken } from '../../../platform/security/link-token.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { GatheringViews } from '../public/gathering-views.service.js';
import { roomHours } from '../sessions/session-rooms.service.js';
import { Registrations } from './registrations.service.js';

/** What a mailed link leads to: one's registration, its door to the room, and the way out. */
@Controller('rendez-vous/inscriptions/:token')
@Access('public')
export class MyRegistrationController {
  constructor(
    private readonly registrations: Registrations,
    private readonly views: GatheringViews,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ShowsForm()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const registration = await this.registrations.find(knownLinkToken(token));
    const { gathering, status, way, name, account, gaveOpinion } = registration;
    const now = this.clock.now();
    const sessions = [...gathering.sessions!].sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
    const doors = sessions
      .filter(({ cancelledAt, meetingRoomId }) => cancelledAt === null && meetingRoomId !== null)
      .map((session) => ({ ...session, ...roomHours(session) }))
      .filter(({ closesAt }) => closesAt > now)
      .map((door) => ({ ...door, open: door.opensAt <= now }));
    const over = gathering.endsAt <= now;
    await this.pages.show(
      request,
      reply,
      'gatherings/registrations/show',
      {
        ...(await this.views.model({ ...gathering, sessions }, request.locale)),
        token,
        name: account?.displayName ?? name,
        way,
        status,
        live: status !== 'cancelled' && gathering.state === 'published' && !over,
        unconfirmed: status === 'unconfirmed',
        doors: status === 'registered' && way === 'online' ? doors : [],
        mayTell: status === 'registered' && over && gathering.state !== 'cancelled' && !gaveOpinion,
        gaveOpinion,
        inRoom: way === 'room',
      },
      {
        title: 'gatherings:mine.one',
        noIndex: true,
        breadcrumbs: [
          { label: 'gatherings:index.title', href: '/rendez-vous' },
          { label: { text: gathering.title }, href: `/rendez-vous/${gathering.slug}` },
        ],
      },
    );
  }

  /** A button, not the link itself: mail servers open links to look at them. */
  @Post('confirmation')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const status = await this.registrations.confirm(knownLinkToken(token));
    await this.pages.goTo(request, reply, `/rendez-vous/inscriptions/${token}`, {
      kind: status === 'closed' ? 'warning' : 'success',
      key: `gatherings:done.${status}`,
    });
  }

  @Post('annulation')
  async cancel(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.registrations.cancel(knownLinkToken(token));
    await this.pages.goTo(request, reply, `/rendez-vous/inscriptions/${token}`, {
      kind: 'success',
      key: 'gatherings:done.left',
    });
  }
}
