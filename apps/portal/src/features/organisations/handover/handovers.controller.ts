import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { tickBox } from '../../../platform/forms/form-fields.js';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { Handovers, type HandoverRefusal } from './handovers.service.js';

const offerForm = z.object({ stays: tickBox() });

/** The passing of an organisation to its next committee. */
@Controller('organisations/:id')
@Access('signed-in')
export class HandoversController {
  constructor(
    private readonly handovers: Handovers,
    private readonly pages: Pages,
  ) {}

  @Post('membres/:membre/passation')
  @StepUp()
  async offer(
    @Param('id') id: string,
    @Param('membre') member: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(offerForm, body);
    const stays = form.ok && form.value.stays;
    const offered = await this.handovers.offer(actor, knownId(id), knownId(member), stays);
    await this.back(request, reply, id, offered, 'offered');
  }

  @Post('passation/reprise')
  @StepUp()
  async claim(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, id, await this.handovers.claim(actor, knownId(id)), 'claimed');
  }

  @Post('passation/accord')
  async accept(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, id, await this.handovers.accept(actor, knownId(id)), 'handedOver');
  }

  @Post('passation/refus')
  async refuse(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, id, await this.handovers.refuse(actor, knownId(id)), 'handoverRefused');
  }

  @Post('passation/retrait')
  async withdraw(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, id, await this.handovers.withdraw(actor, knownId(id)), 'handoverWithdrawn');
  }

  private async back(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<void, HandoverRefusal>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key: `organisations:flash.${key}` } as const)
      : ({ kind: 'warning', key: `organisations:refusals.${result.error}` } as const);
    await this.pages.goTo(request, reply, `/organisations/${id}`, flash);
  }
}
