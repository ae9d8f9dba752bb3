import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { CommitmentEdits } from '../promises/commitment-edits.service.js';
import { rulesForm } from '../promises/commitment.form.js';
import { EditorDesk } from './editor-desk.service.js';

@Controller('editeur')
@Access('editor')
export class EditorDeskController {
  constructor(
    private readonly desk: EditorDesk,
    private readonly edits: CommitmentEdits,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const desks = (await this.desk.of(actor, request.locale)).map((desk) => ({
      ...desk,
      rulesForm: emptyForm({
        needsAgreement: desk.rules.needsAgreement ? 'on' : '',
        readsProposals: desk.rules.readsProposals ? 'on' : '',
      }),
    }));
    await this.pages.show(
      request,
      reply,
      'commitments/edit/desk',
      { desks },
      { title: 'commitments:desk.title', noIndex: true },
    );
  }

  @Post('reglages')
  async setRules(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(rulesForm, body);
    if (!form.ok) throw new AppError(NOT_FOUND);
    const { communeId, ...rules } = form.value;
    await this.edits.setRules(actor, communeId, rules);
    await this.pages.goTo(request, reply, '/editeur', { kind: 'success', key: 'commitments:done.rules' });
  }
}
