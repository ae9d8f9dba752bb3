import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { refusedForm } from '../editing/editor-pages.service.js';
import { EvidenceKeeper } from './evidence.service.js';
import { UpdatePublication } from './update-publication.service.js';
import { agreementForm, correctionForm, evidenceForm, publicationForm } from './update.form.js';
import { UpdateViews } from './update-views.service.js';

/** Evidence, publication, agreement and correction of updates. */
@Controller('editeur')
@Access('editor')
export class PublicationsController {
  constructor(
    private readonly publication: UpdatePublication,
    private readonly evidence: EvidenceKeeper,
    private readonly views: UpdateViews,
    private readonly pages: Pages,
  ) {}

  @Post('nouvelles/:id/pieces')
  async addEvidence(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(evidenceForm, body);
    if (!form.ok) return this.views.show(actor, request, reply, id, { evidence: form.error });
    const added = await this.evidence.add(actor, id, form.value, request.uploads['file']);
    if (!added.ok) return this.views.show(actor, request, reply, id, { evidence: refusedForm(body, added.error) });
    await this.back(request, reply, id, 'commitments:done.evidenceAdded');
  }

  @Post('pieces/:id/suppression')
  async removeEvidence(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.evidence.remove(actor, id), 'commitments:done.removed');
  }

  @Post('nouvelles/:id/publication')
  async publish(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(publicationForm, body);
    if (!form.ok) return this.views.show(actor, request, reply, id, { publication: form.error });
    const done = await this.publication.publish(actor, id, form.value.version);
    if (!done.ok) return this.views.show(actor, request, reply, id, { publication: refusedForm({}, done.error) });
    const published = done.value.state === 'published';
    await this.back(request, reply, id, published ? 'commitments:done.published' : 'commitments:done.submitted');
  }

  @Post('nouvelles/:id/accord')
  async decide(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(agreementForm, body);
    if (!form.ok) return this.views.show(actor, request, reply, id, { agreement: form.error });
    const done = await this.publication.decide(actor, id, form.value);
    if (!done.ok) return this.views.show(actor, request, reply, id, { agreement: refusedForm(body, done.error) });
    const published = done.value.state === 'published';
    await this.back(request, reply, id, published ? 'commitments:done.published' : 'commitments:done.sentBack');
  }

  @Get('nouvelles/:id/correction')
  async correctionForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.views.correction(actor, request, reply, id);
  }

  @Post('nouvelles/:id/correction')
  async correct(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(correctionForm, body);
    if (!form.ok) return this.views.correction(actor, request, reply, id, form.error);
    const done = await this.publication.correct(actor, id, form.value);
    if (!done.ok) return this.views.correction(actor, request, reply, id, refusedForm(body, done.error));
    await this.back(request, reply, id, 'commitments:done.corrected');
  }

  private async back(request: FastifyRequest, reply: FastifyReply, updateId: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/nouvelles/${updateId}`, { kind: 'success', key });
  }
}
