import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { TrainingAgreements } from './training-agreements.service.js';

/** Whose gatherings count for a commune; drawn on the page of gatherings. */
@Controller('editeur/formations')
@Access('editor')
export class TrainingAgreementsController {
  constructor(
    private readonly agreements: TrainingAgreements,
    private readonly pages: Pages,
  ) {}

  @Post('accord')
  async give(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.set(actor, body, request, reply, true);
  }

  @Post('retrait')
  async takeBack(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.set(actor, body, request, reply, false);
  }

  private async set(
    actor: Actor,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    agreed: boolean,
  ): Promise<void> {
    const { communeId, structureId, heldBy } = (body ?? {}) as Record<string, unknown>;
    if (typeof heldBy === 'string') await this.agreements.setElsewhere(actor, String(communeId), heldBy, agreed);
    else await this.agreements.set(actor, String(communeId), String(structureId), agreed);
    const key = `gatherings:agreements.${agreed ? 'given' : 'takenBack'}`;
    await this.pages.goTo(request, reply, '/gestion/rendez-vous', { kind: 'success', key });
  }
}
