import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import { knownLinkToken } from '../../../../platform/security/link-token.js';
import { Follows } from './follows.service.js';

/**
 * The address in the head of each mail (`List-Unsubscribe`). A mail program posts to it, with no session and no form of ours
 * (RFC 8058): the link is the proof, and it ends that one follow. Who opens it gets the page with the button.
 */
@Controller('api/v1/suivis/:token')
@Access('public')
export class OneClickController {
  constructor(
    private readonly follows: Follows,
    private readonly pages: Pages,
  ) {}

  @Get()
  async open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.goTo(request, reply, `/suivis/${knownLinkToken(token)}`);
  }

  /** Always the same answer: a second press is no error. */
  @Post()
  async end(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.follows.end(knownLinkToken(token));
    await reply.status(200).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send('OK\n');
  }
}
