import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { nextPath, nextQuery } from '../../../platform/pages/next-path.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { LegalTexts } from '../legal-texts.service.js';
import { TextAcceptances } from './text-acceptances.service.js';
import { textDifference } from './text-difference.js';

/** When nothing says where to go on. */
const OTHERWISE = '/compte';

/** Asks people again who accepted older terms, and shows what changed. Leaving stays possible without accepting. Who also owes a second factor is asked for this first. */
@Controller('compte/conditions')
@Access('signed-in')
@OpenBeforeEnrolment()
export class TermsAcceptanceController {
  constructor(
    private readonly acceptances: TextAcceptances,
    private readonly texts: LegalTexts,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Query('suite') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const pending = await this.acceptances.pending(actor.accountId);
    if (pending === null) return this.goOn(request, reply, next);
    const now = await this.texts.current('terms', request.locale);
    const before = pending.known === 0 ? null : await this.texts.version('terms', pending.known, now.lang);
    const versions = await this.texts.versions('terms');
    const model = {
      version: now.version,
      publishedAt: now.publishedAt,
      lang: now.lang,
      notes: versions.filter((one) => one.version > pending.known && one.changeNote !== ''),
      known: before?.version ?? null,
      // Two languages side by side would show every word as changed.
      difference: before === null || before.lang !== now.lang ? null : textDifference(before.body, now.body),
      suite: nextPath(next) ?? OTHERWISE,
    };
    await this.pages.show(request, reply, 'legal/accept', model, { title: 'legal:accept.title' });
  }

  @Post()
  async accept(
    @CurrentActor() actor: Actor,
    @Body() body: { version?: unknown; suite?: unknown },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const version = typeof body.version === 'string' && /^[1-9]\d{0,8}$/.test(body.version) ? Number(body.version) : 0;
    if (await this.acceptances.accept(actor.accountId, version)) return this.goOn(request, reply, body.suite);
    await this.pages.goTo(request, reply, `/compte/conditions${nextQuery(body.suite)}`, {
      kind: 'warning',
      key: 'legal:accept.changed',
    });
  }

  private async goOn(request: FastifyRequest, reply: FastifyReply, next: unknown): Promise<void> {
    request.session.set('termsToAccept', undefined);
    await this.pages.goTo(request, reply, nextPath(next) ?? OTHERWISE);
  }
}
