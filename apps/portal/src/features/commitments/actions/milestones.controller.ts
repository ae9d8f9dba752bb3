import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { ActionPages } from './action-pages.service.js';
import { milestoneForm } from './action.form.js';
import { Milestones } from './milestones.service.js';

@Controller('editeur')
@Access('editor')
export class MilestonesController {
  constructor(
    private readonly milestones: Milestones,
    private readonly actionPages: ActionPages,
    private readonly pages: Pages,
  ) {}

  @Post('actions/:id/etapes')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(milestoneForm, body);
    if (!form.ok) return this.actionPages.edit(actor, request, reply, id, { milestone: form.error });
    await this.milestones.add(actor, id, form.value);
    await this.back(request, reply, id, 'commitments:done.milestoneAdded');
  }

  @Post('etapes/:id/atteinte')
  async reach(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.milestones.reach(actor, id), 'commitments:done.milestoneReached');
  }

  @Post('etapes/:id/suppression')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.milestones.remove(actor, id), 'commitments:done.removed');
  }

  private async back(request: FastifyRequest, reply: FastifyReply, actionId: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/actions/${actionId}`, { kind: 'success', key });
  }
}
