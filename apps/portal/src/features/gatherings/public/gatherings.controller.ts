import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { knownSlug } from '../gathering/known-slug.js';
import { gatheringKinds, ways, type Gathering } from '../gathering/gathering.entity.js';
import { GatheringEvents } from './gathering-events.service.js';
import { GatheringViews } from './gathering-views.service.js';

/** What the public reads of gatherings, and takes into their calendars. */
@Controller()
@Access('public')
export class GatheringsController {
  constructor(
    private readonly views: GatheringViews,
    private readonly events: GatheringEvents,
    private readonly pages: Pages,
  ) {}

  @Get('rendez-vous')
  @Prepared()
  async index(
    @Query() query: { genre?: unknown; maniere?: unknown; commune?: unknown; passes?: unknown },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kind = gatheringKinds.find((one) => one === query.genre) ?? null;
    const way = ways.find((one) => one === query.maniere) ?? null;
    const past = query.passes === 'oui';
    const communes = await this.views.communes();
    const commune = communes.find(({ value }) => value === query.commune)?.value ?? null;
    const tab = (name: string, isPast: boolean): object => ({
      label: this.pages.text(request, `gatherings:index.${name}`),
      href: isPast ? '/rendez-vous?passes=oui' : '/rendez-vous',
      current: past === isPast,
    });
    await this.pages.show(
      request,
      reply,
      'gatherings/public/index',
      {
        gatherings: await this.views.list({ kind, way, commune, past }),
        past,
        filtered: kind !== null || way !== null || commune !== null,
        form: { values: { genre: kind ?? '', maniere: way ?? '', commune: commune ?? '' }, errors: {} },
        communes: communes.length > 1 ? communes : [],
        calendar: commune === null ? '/rendez-vous.ics' : `/rendez-vous.ics?commune=${commune}`,
        kinds: gatheringKinds.map((value) => ({ value, labelKey: `gatherings:kinds.${value}` })),
        ways: ways.map((value) => ({ value, labelKey: `gatherings:ways.${value}` })),
        tabs: [tab('coming', false), tab('past', true)],
      },
      { title: 'gatherings:index.title', description: 'gatherings:index.lead' },
    );
  }

  @Get('rendez-vous.ics')
  @Prepared()
  async calendar(
    @Query('commune') commune: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ofCommune = typeof commune === 'string' ? knownSlug(commune) : undefined;
    await sendCalendar(reply, 'rendez-vous', (await this.views.calendar(request.locale, undefined, ofCommune))!);
  }

  @Get('rendez-vous/:slug.ics')
  @Prepared()
  async oneCalendar(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const calendar = await this.views.calendar(request.locale, knownSlug(slug));
    if (calendar === null) throw new AppError(NOT_FOUND);
    await sendCalendar(reply, slug, calendar);
  }

  @Get('rendez-vous/:slug')
  @Prepared()
  async show(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const gathering = await this.views.find(knownSlug(slug));
    if (gathering === null) throw new AppError(NOT_FOUND);
    await this.pages.show(request, reply, 'gatherings/public/show', await this.views.model(gathering, request.locale), {
      title: { text: gathering.title },
      description: { text: summaryOf(gathering) },
      breadcrumbs: [{ label: 'gatherings:index.title', href: '/rendez-vous' }],
      jsonLd: this.events.of(gathering, request.locale),
    });
  }
}

async function sendCalendar(reply: FastifyReply, name: string, calendar: string): Promise<void> {
  await reply
    .type('text/calendar; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.ics"`)
    .header('access-control-allow-origin', '*')
    .send(calendar);
}

/** The first words of a gathering, for search engines. */
function summaryOf({ words }: Gathering): string {
  return words
    .replace(/[#*_>`[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 160);
}
