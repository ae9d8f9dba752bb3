import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { strengthOf } from './strength-view.js';

/** The estimate takes time to compute: enough for a room full of people who type, not for a flood. */
const BY_ADDRESS: RateLimit = { name: 'strength-address', points: 600, seconds: 15 * 60 };

/** The meter for a password that is being typed. Forms judge it again when they are sent, with or without this. */
@Controller('mot-de-passe/solidite')
@Access('public')
export class PasswordStrengthController {
  constructor(
    private readonly limits: RateLimits,
    private readonly pages: Pages,
  ) {}

  @Post()
  async judge(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.limits.consume(BY_ADDRESS, request.ip);
    const { actor } = request;
    const strength = strengthOf(body, actor === null ? [] : [actor.displayName, actor.email]);
    await this.pages.fragment(request, reply, 'accounts/strength-meter', { strength });
  }
}
