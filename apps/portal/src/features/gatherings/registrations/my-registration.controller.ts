import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { knownLinkToken } from '../../../platform/security/link-token.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { opinionForm, Opinions } from '../opinions/opinions.service.js';
import { GatheringViews } from '../public/gathering-views.service.js';
import { SessionDoors } from '../sessions/session-doors.service.js';
import { roomHours } from '../sessions/session-rooms.service.js';
import { registrationForm } from './registration.form.js';
import { Registrations } from './registrations.service.js';

/** What a mailed link leads to: one's registration, its door to the room, and the way out. */
@Controller('rendez-vous/inscriptions/:token')
@Access('public')
export class MyRegistrationController {
  constructor(
    private readonly registrations: Registrations,
    private readonly views: GatheringViews,
    private readonly doors: SessionDoors,
    private readonly opinions: Opinions,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ShowsForm()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, token, emptyForm());
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
      kind: status === 'closed' || status === 'wayGone' ? 'warning' : 'success',
      key: `gatherings:done.${status}`,
    });
  }

  @Post('maniere')
  async changeWay(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const known = knownLinkToken(token);
    const form = readForm(registrationForm, body);
    const outcome = form.ok ? await this.registrations.changeWay(known, form.value.way) : 'closed';
    await this.pages.goTo(request, reply, `/rendez-vous/inscriptions/${token}`, {
      kind: outcome === 'changed' ? 'success' : 'warning',
      key: `gatherings:done.way.${outcome}`,
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

  /** Into the room of a session, at its hour. */
  @Post('salle')
  async enter(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const session = String((body as { seance?: unknown } | null)?.seance ?? '');
    const opened = await this.doors.enter(knownLinkToken(token), session);
    if (opened.ok) return this.pages.leave(request, reply, opened.value);
    await this.pages.goTo(request, reply, `/rendez-vous/inscriptions/${token}`, {
      kind: 'warning',
      key: `gatherings:doors.${opened.error}`,
    });
  }

  @Post('avis')
  @ShowsForm()
  async tell(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(opinionForm, body);
    if (!form.ok) return this.draw(request, reply, token, form.error);
    const kept = await this.opinions.give(knownLinkToken(token), form.value);
    await this.pages.goTo(request, reply, `/rendez-vous/inscriptions/${token}`, {
      kind: kept ? 'success' : 'warning',
      key: `gatherings:done.${kept ? 'opinion' : 'noOpinion'}`,
    });
  }

  private async draw(request: FastifyRequest, reply: FastifyReply, token: string, form: FormState): Promise<void> {
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
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](
      request,
      reply,
      'gatherings/registrations/show',
      {
        ...(await this.views.model({ ...gathering, sessions }, request.locale)),
        token,
        form,
        usefulness: ['4', '3', '2', '1'].map((value) => ({ value, labelKey: `gatherings:useful.${value}` })),
        name: account?.displayName ?? name,
        way,
        status,
        live: status !== 'cancelled' && gathering.state === 'published' && !over,
        unconfirmed: status === 'unconfirmed',
        doors: status === 'registered' && way === 'online' ? doors : [],
        mayTell: status === 'registered' && over && gathering.state !== 'cancelled' && !gaveOpinion,
        gaveOpinion,
        inRoom: way === 'room',
        otherWays: (await this.views.placesLeft(gathering)).filter((other) => other.way !== way),
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
}
