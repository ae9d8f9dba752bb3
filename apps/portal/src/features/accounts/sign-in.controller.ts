import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { ChangesNoPublicPage, HashesPassword, ShowsForm } from '../../platform/server/route-options.js';
import type { AccountRefusal } from './account-refusal.js';
import { AccountSessions } from './account-sessions.service.js';
import { nextPath } from '../../platform/pages/next-path.js';
import { AFTER_SIGN_IN, SignInCompletion } from './sign-in-completion.service.js';
import { signInForm } from './sign-in.form.js';
import { OutsideWays } from './outside-ways.service.js';
import { SignInStrategy } from './sign-in.strategy.js';

const PAGE: PageOptions = { title: 'accounts:signIn.title', description: 'accounts:signIn.description', noIndex: true };

@Controller()
@Access('public')
export class SignInController {
  constructor(
    private readonly strategy: SignInStrategy,
    private readonly completion: SignInCompletion,
    private readonly sessions: AccountSessions,
    private readonly outside: OutsideWays,
    private readonly pages: Pages,
  ) {}

  @Get('connexion')
  @ShowsForm()
  async form(@Query('suite') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, emptyForm({ suite: nextPath(next) ?? AFTER_SIGN_IN }));
  }

  @Post('connexion')
  @HashesPassword()
  @ShowsForm()
  @ChangesNoPublicPage()
  async submit(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(signInForm, body);
    if (!form.ok) return this.drawErrors(request, reply, form.error);
    const refused = (refusal: 'wrong' | AccountRefusal): Promise<void> => {
      const error = { key: `accounts:errors.signIn.${refusal}` };
      return this.drawErrors(request, reply, formWithError(body, 'email', error));
    };
    const outcome = await this.strategy.authenticate(request, reply);
    if ('refusal' in outcome) return refused(outcome.refusal);
    const proof = { methods: ['pwd'], stay: form.value.stay, next: (body as { suite?: unknown }).suite } as const;
    const completed = await this.completion.complete(request, reply, outcome.account, proof);
    if (!completed.ok) return refused(completed.error);
  }

  @Post('deconnexion')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const elsewhere = request.session.get('signOutElsewhere');
    await this.sessions.end(request);
    if (elsewhere === undefined) return this.pages.goTo(request, reply, '/');
    // A form may lead to no other site (CSP): the page that says so far goes on there by itself.
    reply.header('refresh', `0; url=${elsewhere.address}`);
    const options = { title: 'accounts:signedOut.title', noIndex: true };
    await this.pages.show(request, reply, 'accounts/signed-out', elsewhere, options);
  }

  private async draw(request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    await this.pages.show(request, reply, 'accounts/sign-in', { form, outside: await this.outside.choices() }, PAGE);
  }

  private async drawErrors(request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    const model = { form, outside: await this.outside.choices() };
    await this.pages.showErrors(request, reply, 'accounts/sign-in', model, PAGE);
  }
}
