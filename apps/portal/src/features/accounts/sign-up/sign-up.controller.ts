import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithErrors, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { HashesPassword, ShowsForm } from '../../../platform/server/route-options.js';
import { nextPath } from '../../../platform/pages/next-path.js';
import { strengthOf } from '../passwords/strength-view.js';
import { signUpForm } from './sign-up.form.js';
import { SignUpPage, type SignUpState } from './sign-up-page.service.js';
import { SignUp } from './sign-up.service.js';

const PAGE: PageOptions = { title: 'accounts:signUp.title', description: 'accounts:signUp.description' };

@Controller('inscription')
@Access('public')
export class SignUpController {
  constructor(
    private readonly signUp: SignUp,
    private readonly page: SignUpPage,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ShowsForm()
  async form(@Query('suite') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const suite = nextPath(next);
    if (request.actor !== null) return this.pages.goTo(request, reply, suite ?? '/compte');
    const state = { form: emptyForm({ language: request.locale, suite: suite ?? '' }) };
    await this.pages.show(request, reply, 'accounts/sign-up', await this.page.model(request.locale, state), PAGE);
  }

  @Post()
  @HashesPassword()
  @ShowsForm()
  async submit(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(signUpForm, body);
    if (!form.ok) return this.again(body, form.error, {}, request, reply);
    const outcome = await this.signUp.register(form.value, request.ip);
    if (outcome.ok) return this.pages.goTo(request, reply, '/inscription/envoi');
    const { errors, commune } = outcome.error;
    await this.again(body, formWithErrors(body, errors), { commune }, request, reply);
  }

  /** The same answer whether or not the address had an account. */
  @Get('envoi')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const options = { title: 'accounts:signUp.sentTitle', breadcrumbs: [crumb()], noIndex: true };
    await this.pages.show(request, reply, 'accounts/sign-up-sent', {}, options);
  }

  private async again(
    body: unknown,
    form: FormState,
    more: Partial<SignUpState>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const state = { form, strength: strengthOf(body), ...more };
    await this.pages.showErrors(request, reply, 'accounts/sign-up', await this.page.model(request.locale, state), PAGE);
  }
}

function crumb(): { label: string; href: string } {
  return { label: 'accounts:signUp.title', href: '/inscription' };
}
