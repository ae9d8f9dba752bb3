import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { tickBox } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { OpenBeforeEnrolment } from '../../../platform/security/enrolment.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { AccountSessions } from '../account-sessions.service.js';
import { accountCrumb } from '../profile/account-crumb.js';
import { AccountClosings } from './account-closings.service.js';

const PAGE: PageOptions = { title: 'accounts:deletion.title', breadcrumbs: [accountCrumb] };

/** A box to tick: a form sent by accident closes nothing. */
const closingForm = z.object({
  sure: tickBox().refine((sure) => sure, { error: 'accounts:errors.notSure' }),
  leaveAlone: tickBox(),
});

@Controller('compte/suppression')
@Access('signed-in')
@OpenBeforeEnrolment()
export class AccountClosingsController {
  constructor(
    private readonly closings: AccountClosings,
    private readonly sessions: AccountSessions,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'accounts/deletion', await this.model(actor, emptyForm()), PAGE);
  }

  @Post()
  @StepUp()
  async close(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = async (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'accounts/deletion', await this.model(actor, form), PAGE);
    const form = readForm(closingForm, body);
    if (!form.ok) return again(form.error);
    if (!form.value.leaveAlone && (await this.closings.ownedAlone(actor)).length > 0) {
      return again(formWithError(body, 'leaveAlone', { key: 'accounts:errors.ownedAlone' }));
    }
    await this.closings.close(actor);
    await this.sessions.end(request);
    await this.pages.goTo(request, reply, '/compte/suppression/enregistree');
  }

  @Get('enregistree')
  @Access('public')
  async goodbye(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const options = { title: 'accounts:deletion.goodbyeTitle', noIndex: true };
    await this.pages.show(request, reply, 'accounts/goodbye', {}, options);
  }

  private async model(actor: Actor, form: FormState): Promise<object> {
    return { form, erasedAt: this.closings.dateOfErasure(), ownedAlone: await this.closings.ownedAlone(actor) };
  }
}
