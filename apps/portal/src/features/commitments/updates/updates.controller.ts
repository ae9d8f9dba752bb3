import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { dayOf } from '../news-age.js';
import { UpdateDrafts } from './update-drafts.service.js';
import { newUpdateForm, updateForm } from './update.form.js';
import { UpdateViews } from './update-views.service.js';

/** Updates while they are written. */
@Controller('editeur')
@Access('editor')
export class UpdatesController {
  constructor(
    private readonly drafts: UpdateDrafts,
    private readonly views: UpdateViews,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('engagements/:id/nouvelles/nouvelle')
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.drawNew(actor, request, reply, id, emptyForm({ happenedOn: dayOf(this.clock.now()) }));
  }

  @Post('engagements/:id/nouvelles')
  async write(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newUpdateForm, body);
    if (!form.ok) return this.drawNew(actor, request, reply, id, form.error);
    const update = await this.drafts.write(actor, id, form.value);
    await this.pages.goTo(request, reply, `/editeur/nouvelles/${update.id}`, {
      kind: 'success',
      key: 'commitments:done.draftSaved',
    });
  }

  @Get('nouvelles/:id')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.views.show(actor, request, reply, id);
  }

  @Post('nouvelles/:id')
  async rewrite(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(updateForm, body);
    if (!form.ok) return this.views.show(actor, request, reply, id, { text: form.error });
    const saved = await this.drafts.rewrite(actor, id, form.value);
    if (!saved.ok) return this.views.show(actor, request, reply, id, { text: refusedForm(body, saved.error) });
    await this.pages.goTo(request, reply, `/editeur/nouvelles/${id}`, {
      kind: 'success',
      key: 'commitments:done.draftSaved',
    });
  }

  @Get('nouvelles/:id/apercu')
  async preview(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.views.preview(actor, request, reply, id);
  }

  @Post('nouvelles/:id/suppression')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commitmentId = await this.drafts.remove(actor, id);
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`, {
      kind: 'success',
      key: 'commitments:done.removed',
    });
  }

  private async drawNew(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    commitmentId: string,
    form: FormState,
  ): Promise<void> {
    const title = 'commitments:updateForm.new';
    await this.editorPages.show(actor, request, reply, { view: 'update-new', title, commitmentId, form });
  }
}
