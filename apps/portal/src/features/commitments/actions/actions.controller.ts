import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { refusedForm } from '../editing/editor-pages.service.js';
import { ActionPages } from './action-pages.service.js';
import { actionForm, actionMoveForm, newActionForm } from './action.form.js';
import { CommitmentActions } from './commitment-actions.service.js';

@Controller('editeur')
@Access('editor')
export class ActionsController {
  constructor(
    private readonly actions: CommitmentActions,
    private readonly actionPages: ActionPages,
    private readonly pages: Pages,
  ) {}

  @Get('engagements/:id/actions/nouvelle')
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.actionPages.new(actor, request, reply, id);
  }

  @Post('engagements/:id/actions')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newActionForm, body);
    if (!form.ok) return this.actionPages.new(actor, request, reply, id, form.error);
    await this.actions.add(actor, id, form.value);
    await this.back(request, reply, id, 'commitments:done.actionAdded');
  }

  @Get('actions/:id')
  async editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.actionPages.edit(actor, request, reply, id);
  }

  @Post('actions/:id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitmentId } = await this.actions.find(actor, id);
    const form = readForm(actionForm, body);
    if (!form.ok) return this.actionPages.edit(actor, request, reply, id, { text: form.error });
    const edited = await this.actions.edit(actor, id, form.value);
    if (!edited.ok) {
      return this.actionPages.edit(actor, request, reply, id, { text: refusedForm(body, edited.error) });
    }
    await this.back(request, reply, commitmentId, 'commitments:done.saved');
  }

  @Post('actions/:id/fin')
  async finish(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitmentId } = await this.actions.finish(actor, id);
    await this.back(request, reply, commitmentId, 'commitments:done.actionDone');
  }

  @Post('actions/:id/position')
  async move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(actionMoveForm, body);
    const { commitmentId } = form.ok
      ? await this.actions.move(actor, id, form.value.direction)
      : await this.actions.find(actor, id);
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`);
  }

  @Post('actions/:id/suppression')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.actions.remove(actor, id), 'commitments:done.removed');
  }

  private async back(request: FastifyRequest, reply: FastifyReply, commitmentId: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`, { kind: 'success', key });
  }
}
