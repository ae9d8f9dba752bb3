import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { accountCrumb } from './account-crumb.js';
import { EmailChanges } from './email-changes.service.js';
import { emailChangeForm } from './profile.form.js';

const PAGE: PageOptions = { title: 'accounts:email.title', breadcrumbs: [accountCrumb] };

@Controller('compte/adresse')
@Access('signed-in')
export class EmailChangesController {
  constructor(
    private readonly changes: EmailChanges,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'accounts/email', { form: emptyForm(), email: actor.email }, PAGE);
  }

  @Post()
  @StepUp()
  async ask(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'accounts/email', { form, email: actor.email }, PAGE);
    const form = readForm(emailChangeForm, body);
    if (!form.ok) return again(form.error);
    const { email } = form.value;
    const outcome = await this.changes.request(actor, email);
    if (!outcome.ok) return again(formWithError(body, 'email', { key: 'accounts:errors.sameEmail' }));
    const flash = { kind: 'success', key: 'accounts:flash.emailAsked', params: { email } } as const;
    await this.pages.goTo(request, reply, '/compte', flash);
  }
}
