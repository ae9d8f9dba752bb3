import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { securityCrumbs, SECURITY_PAGE } from '../overview/security-crumbs.js';
import { showCodes } from '../recovery/show-codes.js';
import { PasskeyRegistrations } from './passkey-registrations.service.js';
import { Passkeys } from './passkeys.service.js';

const PAGE: PageOptions = { title: 'factors:passkeyNew.title', breadcrumbs: securityCrumbs };

const nameForm = z.object({ name: requiredText('factors:errors.nameMissing', 60) });

/** Somebody's own passkeys. */
@Controller('compte/securite/cles')
@Access('signed-in')
@OpenBeforeEnrolment()
export class PasskeysController {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly registrations: PasskeyRegistrations,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Get('nouvelle')
  @StepUp()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'factors/passkey-new', { form: emptyForm() }, PAGE);
  }

  @Post('options')
  @StepUp()
  async options(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await reply.send(await this.registrations.options(actor, request));
  }

  @Post()
  @StepUp()
  async add(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'factors/passkey-new', { form }, PAGE);
    const form = readForm(nameForm, body);
    if (!form.ok) return again(form.error);
    const { name } = form.value;
    const added = await this.registrations.add(actor, request, name, (body as { passkey?: unknown }).passkey);
    if (!added.ok) {
      return again(formWithError({ name }, 'form', { key: `factors:errors.passkeyNew.${added.error}` }));
    }
    const flash: Flash = { kind: 'success', key: 'factors:flash.passkeyAdded', params: { passkey: name } };
    if (added.value.codes !== null) return showCodes(this.shownOnce, request, reply, added.value.codes, flash);
    await this.pages.goTo(request, reply, SECURITY_PAGE, flash);
  }

  @Post(':id/nom')
  async rename(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(nameForm, body);
    if (form.ok) await this.passkeys.rename(actor, id, form.value.name);
    const flash = form.ok ? 'passkeyRenamed' : 'passkeyNotRenamed';
    await this.pages.goTo(request, reply, SECURITY_PAGE, {
      kind: form.ok ? 'success' : 'error',
      key: `factors:flash.${flash}`,
    });
  }

  @Post(':id/retrait')
  @StepUp()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const removed = await this.passkeys.remove(actor, id);
    const flash: Flash = removed.ok
      ? { kind: 'success', key: 'factors:flash.passkeyRemoved' }
      : { kind: 'error', key: `factors:errors.${removed.error}` };
    await this.pages.goTo(request, reply, SECURITY_PAGE, flash);
  }
}
