import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ProofOfWork } from '../../../platform/security/proof-of-work.js';
import { HashesPassword, ShowsForm } from '../../../platform/server/route-options.js';
import type { DeadLink } from '../tokens/account-tokens.service.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { forgottenForm, resetForm } from './password.forms.js';
import { PasswordResets } from './password-resets.service.js';
import { strengthOf } from './strength-view.js';

const FORGOTTEN: PageOptions = {
  title: 'accounts:forgotten.title',
  description: 'accounts:forgotten.description',
  noIndex: true,
};
const RESET: PageOptions = { title: 'accounts:reset.title', noIndex: true };
const AGAIN = { href: '/mot-de-passe-oublie', action: 'accounts:forgotten.again' };

@Controller()
@Access('public')
export class PasswordResetsController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly proof: ProofOfWork,
    private readonly pages: Pages,
  ) {}

  @Get('mot-de-passe-oublie')
  @ShowsForm()
  async askAddress(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = { form: emptyForm(), challenge: await this.proof.challenge() };
    await this.pages.show(request, reply, 'accounts/forgotten', model, FORGOTTEN);
  }

  @Post('mot-de-passe-oublie')
  @ShowsForm()
  async send(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(forgottenForm, body);
    if (!form.ok) {
      const model = { form: form.error, challenge: await this.proof.challenge() };
      return this.pages.showErrors(request, reply, 'accounts/forgotten', model, FORGOTTEN);
    }
    await this.resets.request(form.value.email, form.value.proof, request.ip);
    await this.pages.goTo(request, reply, '/mot-de-passe-oublie/envoi');
  }

  /** The same answer whether or not the address has an account. */
  @Get('mot-de-passe-oublie/envoi')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const options = { title: 'accounts:forgotten.sentTitle', noIndex: true };
    await this.pages.show(request, reply, 'accounts/forgotten-sent', {}, options);
  }

  /** Looking uses nothing up: mail scanners look at every link. */
  @Get('mot-de-passe/:token')
  @ShowsForm()
  async askPassword(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.resets.look(token, request.ip);
    if (!link.ok) return this.dead(link.error, request, reply);
    const model = { form: emptyForm(), token, strength: null, email: link.value.email };
    await this.pages.show(request, reply, 'accounts/reset', model, RESET);
  }

  @Post('mot-de-passe/:token')
  @HashesPassword()
  @ShowsForm()
  async reset(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(resetForm, body);
    if (!form.ok) return this.again(token, body, form.error, request, reply);
    const outcome = await this.resets.reset(token, form.value.password, request.ip);
    if (outcome.ok) {
      return this.pages.goTo(request, reply, '/connexion', { kind: 'success', key: 'accounts:flash.passwordReset' });
    }
    if ('link' in outcome.error) return this.dead(outcome.error.link, request, reply);
    const error = { key: 'accounts:errors.weakPassword' };
    await this.again(token, body, formWithError(body, 'password', error), request, reply);
  }

  private async again(
    token: string,
    body: unknown,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const link = await this.resets.look(token, request.ip);
    if (!link.ok) return this.dead(link.error, request, reply);
    const { displayName, email } = link.value;
    const model = { form, token, strength: strengthOf(body, [displayName, email]), email };
    await this.pages.showErrors(request, reply, 'accounts/reset', model, RESET);
  }

  private dead(reason: DeadLink, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return showDeadLink(this.pages, request, reply, reason, AGAIN);
  }
}
