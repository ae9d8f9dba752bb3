import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { ShowsForm } from '../../platform/server/route-options.js';
import { AccountSessions } from './account-sessions.service.js';
import type { Account } from './account.entity.js';
import { nextPath } from './next-path.js';
import { signInForm } from './sign-in.form.js';
import { SignInStrategy } from './sign-in.strategy.js';

/** After signing in, when nothing else was wanted. */
const HOME = '/mes-services';

const PAGE: PageOptions = { title: 'accounts:signIn.title', description: 'accounts:signIn.description', noIndex: true };

@Controller()
@Access('public')
export class SignInController {
  constructor(
    private readonly strategy: SignInStrategy,
    private readonly sessions: AccountSessions,
    private readonly pages: Pages,
  ) {}

  @Get('connexion')
  @ShowsForm()
  async form(@Query('suite') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, emptyForm({ suite: nextPath(next) ?? HOME }));
  }

  @Post('connexion')
  @ShowsForm()
  async submit(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(signInForm, body);
    if (!form.ok) return this.drawErrors(request, reply, form.error);
    const outcome = await this.strategy.authenticate(request, reply);
    if ('refusal' in outcome) {
      const error = { key: `accounts:errors.signIn.${outcome.refusal}` };
      return this.drawErrors(request, reply, formWithError(body, 'email', error));
    }
    await this.sessions.begin(request, outcome.account, form.value.stay);
    const next = nextPath((body as { suite?: unknown }).suite) ?? HOME;
    await this.pages.goTo(request, reply, next, greeting(outcome.account));
  }

  @Post('deconnexion')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.sessions.end(request);
    await this.pages.goTo(request, reply, '/');
  }

  private draw(request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    return this.pages.show(request, reply, 'accounts/sign-in', { form }, PAGE);
  }

  private drawErrors(request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    return this.pages.showErrors(request, reply, 'accounts/sign-in', { form }, PAGE);
  }
}

/** What somebody must know as they come in; `account` is as it was before. */
function greeting(account: Account): Flash | undefined {
  if (account.deleteAfter !== null) return { kind: 'success', key: 'accounts:flash.deletionCancelled' };
  if (account.bouncedAt === null) return undefined;
  return { kind: 'warning', key: 'accounts:flash.bounced', params: { email: account.email } };
}
