import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { EmailChanges, type EmailChangeRefusal } from './email-changes.service.js';

const WAY_ON = { href: '/compte/adresse', action: 'accounts:email.title' };

/** The links that a change of address sends. They are opened wherever the mail is read, hence without an account. */
@Controller('compte/adresse')
@Access('public')
export class EmailChangeLinksController {
  constructor(
    private readonly changes: EmailChanges,
    private readonly pages: Pages,
  ) {}

  @Get('confirmation/:token')
  @ShowsForm()
  askConfirm(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.ask('change-email', token, request, reply);
  }

  @Post('confirmation/:token')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const outcome = await this.changes.confirm(token, request.ip);
    if (!outcome.ok) return this.dead(outcome.error, request, reply);
    const next = request.actor === null ? '/connexion' : '/compte';
    await this.pages.goTo(request, reply, next, { kind: 'success', key: 'accounts:flash.emailChanged' });
  }

  @Get('retablissement/:token')
  @ShowsForm()
  askUndo(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.ask('undo-change-email', token, request, reply);
  }

  @Post('retablissement/:token')
  async undo(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const outcome = await this.changes.undo(token, request.ip);
    if (!outcome.ok) return this.dead(outcome.error, request, reply);
    await this.pages.goTo(request, reply, '/connexion', { kind: 'success', key: 'accounts:flash.emailRestored' });
  }

  /** Only a button: looking uses nothing up. */
  private async ask(
    purpose: 'change-email' | 'undo-change-email',
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const link = await this.changes.look(purpose, token, request.ip);
    if (!link.ok) return this.dead(link.error, request, reply);
    const [texts, path] =
      purpose === 'change-email'
        ? ['accounts:email.confirm', 'confirmation']
        : ['accounts:email.undo', 'retablissement'];
    const model = {
      title: `${texts}.title`,
      lead: `${texts}.lead`,
      submit: `${texts}.submit`,
      action: `/compte/adresse/${path}/:token`,
      token,
      email: link.value.email,
    };
    await this.pages.show(request, reply, 'accounts/email-link', model, { title: model.title, noIndex: true });
  }

  private async dead(reason: EmailChangeRefusal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (reason !== 'taken') return showDeadLink(this.pages, request, reply, reason, WAY_ON);
    const title = 'accounts:email.takenTitle';
    const model = { title, body: 'accounts:email.takenText', wayOn: WAY_ON };
    await this.pages.show(request, reply, 'accounts/dead-link', model, { title, status: 409, noIndex: true });
  }
}
