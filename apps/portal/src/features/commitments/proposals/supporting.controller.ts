import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { CollectiveProposals } from './collective-proposals.service.js';

/** Supporting a proposal, and not any more. */
@Controller('engagements/cahier/:id/soutien')
@Access('signed-in')
export class SupportingController {
  constructor(
    private readonly proposals: CollectiveProposals,
    private readonly pages: Pages,
  ) {}

  /** Where visitors who want to support end up once they have signed in. */
  @Get()
  async invite(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.goTo(request, reply, `/engagements/cahier/${knownId(id)}`);
  }

  @Post()
  async support(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.proposals.support(actor, id);
    await this.back(request, reply, id, 'commitments:cahier.done.supported');
  }

  @Post('retrait')
  async stop(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.proposals.stopSupporting(actor, id);
    await this.back(request, reply, id, 'commitments:cahier.done.unsupported');
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/engagements/cahier/${id}`, { kind: 'success', key });
  }
}
