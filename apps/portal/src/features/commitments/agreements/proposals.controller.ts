import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { difference } from '../promises/commitment-history.service.js';
import { revisionWords } from '../promises/revision-words.js';
import { agreementForm } from '../updates/update.form.js';
import { Proposals } from './proposals.service.js';

/** One change that waits for the accountable person. */
@Controller('editeur/accords/:id')
@Access('editor')
export class ProposalsController {
  constructor(
    private readonly proposals: Proposals,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, emptyForm());
  }

  @Post()
  async decide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(agreementForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    const decided = await this.proposals.decide(actor, id, form.value);
    if (!decided.ok) return this.draw(actor, request, reply, id, refusedForm(body, decided.error));
    await this.pages.goTo(request, reply, `/editeur/engagements/${decided.value.id}`, {
      kind: 'success',
      key: form.value.decision === 'agree' ? 'commitments:done.changeAgreed' : 'commitments:done.changeSentBack',
    });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const { proposal, commitment } = await this.proposals.find(actor, id);
    const { kind, wanted, authorName, createdAt } = proposal;
    const present = { ...commitment, reason: kind === 'status' ? commitment.statusReason : '' };
    const [before, after] = difference(present as unknown as Record<string, unknown>, wanted);
    await this.editorPages.show(actor, request, reply, {
      view: 'proposal',
      title: `commitments:proposal.kinds.${kind}`,
      commitmentId: commitment.id,
      form,
      model: {
        id,
        authorName,
        createdAt,
        before: revisionWords(before),
        after: revisionWords(after),
        mine: commitment.accountableAccountId === actor.accountId,
        accountableName: commitment.accountableName,
      },
    });
  }
}
