import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFile } from '../../../../platform/files/send-file.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { Access } from '../../../../platform/security/access.js';
import type { Actor } from '../../../../platform/security/actor.js';
import { CurrentActor } from '../../../../platform/security/current-actor.js';
import { knownId } from '../../../../platform/security/known-id.js';
import { NOT_FOUND } from '../../../../platform/security/security.errors.js';
import { StepUp } from '../../../../platform/security/step-up.js';
import { SubscriptionExports } from './subscription-exports.service.js';

/** Copies of what a tool holds for a subscription. */
@Controller('mes-services/:id/copies')
@Access('signed-in')
export class SubscriptionExportsController {
  constructor(
    private readonly exports: SubscriptionExports,
    private readonly pages: Pages,
  ) {}

  @Post()
  @StepUp()
  async ask(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.exports.ask(actor, knownId(id));
    await this.pages.goTo(request, reply, `/mes-services/${id}/fermeture`, {
      kind: 'success',
      key: 'subscriptions:flash.copyAsked',
    });
  }

  @Get(':copy')
  @StepUp()
  async fetch(
    @Param('id') id: string,
    @Param('copy') copy: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.exports.fetch(actor, knownId(id), knownId(copy));
    if (file === null) throw new AppError(NOT_FOUND);
    await sendFile(request, reply, file);
  }
}
