import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { HashesPassword, ShowsForm } from '../../../platform/server/route-options.js';
import { nextPath, nextQuery } from '../../../platform/pages/next-path.js';
import { confirmationForm } from '../passwords/password.forms.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { Confirmations } from './confirmations.service.js';

const PAGE = { title: 'accounts:confirm.title', noIndex: true };
const AGAIN = { href: '/inscription', action: 'accounts:signUp.title' };
const SIGN_IN = { href: '/connexion', action: 'accounts:signIn.title' };

@Controller('inscription/confirmation')
@Access('public')
export class ConfirmationsController {
  constructor(
    private readonly confirmations: Confirmations,
    private readonly pages: Pages,
  ) {}

  /** Only a form: mail scanners follow every link, and must not use this one up. */
  @Get(':token')
  @ShowsForm()
  async ask(
    @Param('token') token: string,
    @Query('suite') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.confirmations.look(token, request.ip);
    if (!link.ok) return this.dead(link.error, request, reply);
    await this.pages.show(
      request,
      reply,
      'accounts/confirm',
      { token, suite: nextPath(next), form: emptyForm() },
      PAGE,
    );
  }

  @Post(':token')
  @HashesPassword()
  @ShowsForm()
  async confirm(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = (body as { suite?: unknown } | undefined)?.suite;
    const form = readForm(confirmationForm, body);
    if (!form.ok) return this.again(token, wanted, form.error, request, reply);
    const link = await this.confirmations.confirm(token, form.value.password, request.ip);
    if (!link.ok) {
      if (link.error !== 'wrong-password') return this.dead(link.error, request, reply);
      const error = formWithError(body, 'password', { key: 'accounts:errors.confirmPassword' });
      return this.again(token, wanted, error, request, reply);
    }
    const next = nextQuery(wanted);
    const waits = link.value.confirmedAt === null;
    const key = waits ? 'accounts:flash.confirmedAwaitingParent' : 'accounts:flash.confirmed';
    await this.pages.goTo(request, reply, `/connexion${next}`, { kind: waits ? 'warning' : 'success', key });
  }

  private again(
    token: string,
    next: unknown,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    return this.pages.showErrors(request, reply, 'accounts/confirm', { token, suite: nextPath(next), form }, PAGE);
  }

  private dead(reason: 'used' | 'expired' | 'unknown', request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return showDeadLink(this.pages, request, reply, reason, reason === 'used' ? SIGN_IN : AGAIN);
  }
}
