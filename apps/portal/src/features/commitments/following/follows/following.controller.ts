import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { emptyForm, readForm } from '../../../../platform/forms/read-form.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { MaybeActor } from '../../../../platform/security/current-actor.js';
import { ProofOfWork } from '../../../../platform/security/proof-of-work.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { ShowsForm } from '../../../../platform/server/route-options.js';
import { findTarget, nameOf, pathOf, type FollowTarget } from './follow-target.js';
import { followForm } from './follow.form.js';
import { Follows } from './follows.service.js';

/** Following a commune or one of its commitments, with an account or without. */
@Controller('engagements/:commune')
@Access('public')
export class FollowingController {
  constructor(
    private readonly database: DataSource,
    private readonly follows: Follows,
    private readonly proof: ProofOfWork,
    private readonly pages: Pages,
  ) {}

  @Get('suivi')
  @ShowsForm()
  async newOfCommune(
    @Param('commune') slug: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, await this.find(slug), actor, emptyForm());
  }

  @Post('suivi')
  @ShowsForm()
  async followCommune(
    @Param('commune') slug: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.follow(request, reply, await this.find(slug), actor, body);
  }

  @Get(':measure/suivi')
  @ShowsForm()
  async newOfCommitment(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, await this.find(slug, key), actor, emptyForm());
  }

  @Post(':measure/suivi')
  @ShowsForm()
  async followCommitment(
    @Param('commune') slug: string,
    @Param('measure') key: string,
    @Body() body: unknown,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.follow(request, reply, await this.find(slug, key), actor, body);
  }

  private async follow(
    request: FastifyRequest,
    reply: FastifyReply,
    target: FollowTarget,
    actor: Actor | null,
    body: unknown,
  ): Promise<void> {
    if (actor !== null) {
      await this.follows.followAccount(actor, target);
      const done = { kind: 'success', key: 'commitments:following.done.following' } as const;
      return this.pages.goTo(request, reply, pathOf(target), done);
    }
    const form = readForm(followForm, body);
    if (!form.ok) return this.draw(request, reply, target, actor, form.error);
    const proof = (body as { proof?: unknown } | null)?.proof;
    const visitor = { email: form.value.email, locale: request.locale, address: request.ip, proof };
    await this.follows.ask(visitor, target);
    await this.pages.goTo(request, reply, '/suivis/envoi');
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    target: FollowTarget,
    actor: Actor | null,
    form: FormState,
  ): Promise<void> {
    const path = pathOf(target);
    const what = this.pages.text(request, nameOf(target, request.locale));
    const model = {
      form,
      path,
      what,
      visitor: actor === null,
      challenge: actor === null ? await this.proof.challenge() : null,
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'commitments/following/new', model, {
      title: { key: 'commitments:following.titleOf', params: { what } },
      noIndex: true,
      breadcrumbs: [
        { label: 'commitments:public.title', href: '/engagements' },
        { label: { text: target.commune.name }, href: `/engagements/${target.commune.slug}` },
      ],
    });
  }

  private async find(slug: string, key?: string): Promise<FollowTarget> {
    const target = await findTarget(this.database.manager, slug, key);
    if (target === null) throw new AppError(NOT_FOUND);
    return target;
  }
}
