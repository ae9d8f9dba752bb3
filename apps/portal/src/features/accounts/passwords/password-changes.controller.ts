import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { accountCrumb } from '../profile/account-crumb.js';
import { firstPasswordForm, passwordChangeForm } from './password.forms.js';
import { PasswordChecks } from './password-checks.service.js';
import { PasswordChanges } from './password-changes.service.js';
import { strengthOf, type StrengthView } from './strength-view.js';

const PAGE: PageOptions = { title: 'accounts:password.title', breadcrumbs: [accountCrumb] };

@Controller('compte/mot-de-passe')
@Access('signed-in')
export class PasswordChangesController {
  constructor(
    private readonly changes: PasswordChanges,
    private readonly checks: PasswordChecks,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'accounts/password', await this.model(actor, emptyForm(), null), PAGE);
  }

  @Post()
  @StepUp()
  async change(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const strength = strengthOf(body, [actor.displayName, actor.email]);
    const again = async (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'accounts/password', await this.model(actor, form, strength), PAGE);
    const form = readForm((await this.checks.exists(actor)) ? passwordChangeForm : firstPasswordForm, body);
    if (!form.ok) return again(form.error);
    const { currentPassword, password } = form.value;
    const kept = { sessionId: request.session.sessionId, deviceSecret: request.deviceSecret };
    const outcome = await this.changes.change(actor, currentPassword, password, kept);
    if (!outcome.ok) {
      return outcome.error === 'wrong'
        ? again(formWithError(body, 'currentPassword', { key: 'accounts:errors.wrongPassword' }))
        : again(formWithError(body, 'password', { key: 'accounts:errors.weakPassword' }));
    }
    request.session.set('stamp', outcome.value.stamp);
    await this.pages.goTo(request, reply, '/compte', { kind: 'success', key: 'accounts:flash.passwordChanged' });
  }

  private async model(actor: Actor, form: FormState, strength: StrengthView | null): Promise<object> {
    return { form, strength, email: actor.email, first: !(await this.checks.exists(actor)) };
  }
}
