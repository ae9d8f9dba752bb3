import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { codeForm } from '../code.forms.js';
import { securityCrumbs, SECURITY_PAGE } from '../overview/security-crumbs.js';
import { showCodes } from '../recovery/show-codes.js';
import { Totp } from './totp.service.js';

const PAGE: PageOptions = { title: 'factors:totp.title', breadcrumbs: securityCrumbs };
const ENROLMENT_PAGE = '/compte/securite/application';

/** The application that makes codes: enrolled in two steps, a secret and a first code. */
@Controller('compte/securite/application')
@Access('signed-in')
@OpenBeforeEnrolment()
export class TotpController {
  constructor(
    private readonly totp: Totp,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Post()
  @StepUp()
  async begin(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.totp.begin(actor);
    await this.pages.goTo(request, reply, ENROLMENT_PAGE);
  }

  @Get()
  @StepUp()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(actor, emptyForm(), request, reply);
  }

  @Post('confirmation')
  @StepUp()
  async confirm(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(codeForm, body);
    if (!form.ok) return this.draw(actor, form.error, request, reply);
    const confirmed = await this.totp.confirm(actor, form.value.code);
    if (!confirmed.ok) {
      if (confirmed.error === 'nothing') return this.pages.goTo(request, reply, SECURITY_PAGE);
      return this.draw(actor, formWithError(body, 'code', { key: 'factors:errors.firstCodeWrong' }), request, reply);
    }
    const flash: Flash = { kind: 'success', key: 'factors:flash.totpAdded' };
    if (confirmed.value.codes !== null) return showCodes(this.shownOnce, request, reply, confirmed.value.codes, flash);
    await this.pages.goTo(request, reply, SECURITY_PAGE, flash);
  }

  @Post('retrait')
  @StepUp()
  async remove(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const removed = await this.totp.remove(actor);
    const flash: Flash = removed.ok
      ? { kind: 'success', key: 'factors:flash.totpRemoved' }
      : { kind: 'error', key: `factors:errors.${removed.error}` };
    await this.pages.goTo(request, reply, SECURITY_PAGE, flash);
  }

  private async draw(actor: Actor, form: FormState, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const pending = await this.totp.pending(actor);
    if (pending === null) return this.pages.goTo(request, reply, SECURITY_PAGE);
    const model = { form, ...pending };
    const wrong = Object.keys(form.errors).length > 0;
    if (wrong) await this.pages.showErrors(request, reply, 'factors/totp', model, PAGE);
    else await this.pages.show(request, reply, 'factors/totp', model, PAGE);
  }
}
