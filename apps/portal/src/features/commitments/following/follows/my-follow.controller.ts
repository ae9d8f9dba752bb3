import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import { knownLinkToken } from '../../../../platform/security/link-token.js';
import { ShowsForm } from '../../../../platform/server/route-options.js';
import { nameOf, pathOf, targetOf } from './follow-target.js';
import { Follows } from './follows.service.js';

/** What a mailed link leads to: what it follows, the confirmation, and the end. Buttons, since mail servers open links to look at them. */
@Controller('suivis')
@Access('public')
export class MyFollowController {
  constructor(
    private readonly follows: Follows,
    private readonly pages: Pages,
  ) {}

  @Get('envoi')
  async sent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'commitments/following/sent', {}, page('sent.title'));
  }

  @Get('fin')
  async ended(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'commitments/following/ended', {}, page('ended.title'));
  }

  /** A link that follows nothing any more says so: somebody who wants to be left alone is not told of an error. */
  @Get(':token')
  @ShowsForm()
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const follow = await this.follows.find(knownLinkToken(token));
    if (follow === null) return this.ended(request, reply);
    const target = targetOf(follow);
    const { confirmedAt } = follow;
    const model = {
      token,
      confirmedAt,
      path: pathOf(target),
      what: this.pages.text(request, nameOf(target, request.locale)),
    };
    const title = confirmedAt === null ? 'confirm.title' : 'mine.one';
    await this.pages.show(request, reply, 'commitments/following/show', model, page(title));
  }

  @Post(':token/confirmation')
  async confirm(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const confirmed = await this.follows.confirm(knownLinkToken(token));
    if (!confirmed) return this.pages.goTo(request, reply, '/suivis/fin');
    const done = { kind: 'success', key: 'commitments:following.done.following' } as const;
    await this.pages.goTo(request, reply, `/suivis/${token}`, done);
  }

  @Post(':token/fin')
  async end(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.follows.end(knownLinkToken(token));
    await this.pages.goTo(request, reply, '/suivis/fin');
  }
}

function page(title: string): { title: string; noIndex: true } {
  return { title: `commitments:following.${title}`, noIndex: true };
}
