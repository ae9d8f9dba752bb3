import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { MaybeActor } from '../../../platform/security/current-actor.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { knownSlug } from '../gathering/known-slug.js';
import type { Gathering } from '../gathering/gathering.entity.js';
import { LIST_KEPT_DAYS, NAMES_KEPT_DAYS } from '../gatherings.register.js';
import { GatheringViews } from '../public/gathering-views.service.js';
import { registrationForm, visitorRegistrationForm } from './registration.form.js';
import { Registrations } from './registrations.service.js';

/** Registering, with an account or without. */
@Controller('rendez-vous/:slug/inscription')
@Access('public')
export class RegistrationsController {
  constructor(
    private readonly registrations: Registrations,
    private readonly views: GatheringViews,
    private readonly proof: ProofOfWork,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async new(
    @Param('slug') slug: string,
    @Query('maniere') way: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gathering = await this.find(slug);
    const [first, ...others] = await this.views.placesLeft(gathering);
    const chosen = typeof way === 'string' ? way : others.length === 0 ? (first?.way ?? '') : '';
    await this.draw(request, reply, gathering, actor, emptyForm({ way: chosen }));
  }

  @Post()
  @ShowsForm()
  async create(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gathering = await this.find(slug);
    const done = await this.register(request, gathering, actor, body);
    if (!done.ok) return this.draw(request, reply, gathering, actor, done.error);
    await this.pages.goTo(request, reply, done.value);
  }

  @Get('envoyee')
  async sent(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const gathering = await this.find(slug);
    const page = { ...this.page(gathering), title: 'gatherings:sent.title' };
    await this.pages.show(request, reply, 'gatherings/registrations/sent', { slug: gathering.slug }, page);
  }

  /** Where to go next, or the form again. */
  private async register(
    request: FastifyRequest,
    { id, slug }: Gathering,
    actor: Actor | null,
    body: unknown,
  ): Promise<Result<string, FormState>> {
    const again = (refused: 'closed' | 'way'): Result<string, FormState> =>
      fail(formWithError(body, refused === 'way' ? 'way' : 'form', { key: `gatherings:errors.${refused}` }));
    if (actor !== null) {
      const form = readForm(registrationForm, body);
      if (!form.ok) return form;
      const done = await this.registrations.registerAccount(actor, id, form.value.way);
      return done.ok ? done : again(done.error);
    }
    const form = readForm(visitorRegistrationForm, body);
    if (!form.ok) return form;
    const { way, ...said } = form.value;
    const proof = (body as { proof?: unknown } | null)?.proof;
    const visitor = { ...said, locale: request.locale, address: request.ip, proof };
    const asked = await this.registrations.ask(visitor, id, way);
    return asked.ok ? ok(`/rendez-vous/${slug}/inscription/envoyee`) : again(asked.error);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    gathering: Gathering,
    actor: Actor | null,
    form: FormState,
  ): Promise<void> {
    const ways = await this.views.placesLeft(gathering);
    const model = {
      ...(await this.views.model(gathering, request.locale)),
      form,
      visitor: actor === null,
      ways: ways.map(({ way, left, waiting, free }) => ({
        value: way,
        labelKey: `gatherings:waysAs.${way}`,
        hint: this.pages.text(request, {
          key: `gatherings:places.${free ? 'left' : 'full'}`,
          params: { count: free ? left : waiting },
        }),
      })),
      keptDays: gathering.namesReason === '' ? LIST_KEPT_DAYS : NAMES_KEPT_DAYS,
      challenge: actor === null ? await this.proof.challenge() : null,
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'gatherings/registrations/new', model, this.page(gathering));
  }

  private async find(slug: string): Promise<Gathering> {
    const gathering = await this.views.find(knownSlug(slug));
    if (gathering === null) throw new AppError(NOT_FOUND);
    return gathering;
  }

  private page({ slug, title }: Gathering): PageOptions {
    return {
      title: 'gatherings:register.title',
      noIndex: true,
      breadcrumbs: [
        { label: 'gatherings:index.title', href: '/rendez-vous' },
        { label: { text: title }, href: `/rendez-vous/${slug}` },
      ],
    };
  }
}
