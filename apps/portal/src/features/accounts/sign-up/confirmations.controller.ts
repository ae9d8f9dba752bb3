import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { ShowsForm } from '../../../platform/server/route-options.js';
import { nextPath, nextQuery } from '../next-path.js';
import { showDeadLink } from '../tokens/link-pages.js';
import { Confirmations } from './confirmations.service.js';

const AGAIN = { href: '/inscription', action: 'accounts:signUp.title' };
const SIGN_IN = { href: '/connexion', action: 'accounts:signIn.title' };

@Controller('inscription/confirmation')
@Access('public')
export class ConfirmationsController {
  constructor(
    private readonly confirmations: Confirmations,
    private readonly pages: Pages,
  ) {}

  /** Only a button: mail scanners follow every link, and must not use this one up. */
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
    const options = { title: 'accounts:confirm.title', noIndex: true };
    await this.pages.show(request, reply, 'accounts/confirm', { token, suite: nextPath(next) }, options);
  }

  @Post(':token')
  async confirm(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.confirmations.confirm(token, request.ip);
    if (!link.ok) return this.dead(link.error, request, reply);
    const next = nextQuery((body as { suite?: unknown } | undefined)?.suite);
    await this.pages.goTo(request, reply, `/connexion${next}`, { kind: 'success', key: 'accounts:flash.confirmed' });
  }

  private dead(reason: 'used' | 'expired' | 'unknown', request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return showDeadLink(this.pages, request, reply, reason, reason === 'used' ? SIGN_IN : AGAIN);
  }
}
