import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { CommitmentActions } from '../actions/commitment-actions.service.js';
import { dayOf } from '../news-age.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { spendingNatures } from './spending-nature.js';
import { writePartners } from './spending-partners.js';
import { spendingForm, writeEuros } from './spending.form.js';
import { Spendings } from './spendings.service.js';

@Controller('editeur')
@Access('editor')
export class SpendingsController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly spendings: Spendings,
    private readonly actions: CommitmentActions,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('engagements/:id/depenses/nouvelle')
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = emptyForm({ year: dayOf(this.clock.now()).slice(0, 4), budget: 'running' });
    await this.draw(actor, request, reply, id, null, form);
  }

  @Post('engagements/:id/depenses')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(spendingForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, null, form.error);
    const added = await this.spendings.add(actor, id, form.value);
    if (!added.ok) return this.draw(actor, request, reply, id, null, refusedForm(body, added.error));
    await this.back(request, reply, id, 'commitments:done.spendingAdded');
  }

  @Get('depenses/:id')
  async editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const line = await this.spendings.find(actor, id);
    const { commitmentId, nature, budget, software, publishedUrl, note, savingMethod } = line;
    const form = emptyForm({
      year: String(line.year),
      nature,
      budget,
      amount: writeEuros(line.amountCents),
      actionId: line.actionId ?? '',
      software,
      partners: writePartners(line.partners),
      publishedUrl,
      note,
      saving: writeEuros(line.savingCents),
      savingMethod,
    });
    await this.draw(actor, request, reply, commitmentId, id, form);
  }

  @Post('depenses/:id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitmentId } = await this.spendings.find(actor, id);
    const form = readForm(spendingForm, body);
    if (!form.ok) return this.draw(actor, request, reply, commitmentId, id, form.error);
    const edited = await this.spendings.edit(actor, id, form.value);
    if (!edited.ok) return this.draw(actor, request, reply, commitmentId, id, refusedForm(body, edited.error));
    await this.back(request, reply, commitmentId, 'commitments:done.saved');
  }

  @Post('depenses/:id/suppression')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.back(request, reply, await this.spendings.remove(actor, id), 'commitments:done.removed');
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    commitmentId: string,
    spendingId: string | null,
    form: FormState,
  ): Promise<void> {
    const natures = spendingNatures.map((value) => ({
      value,
      labelKey: `commitments:natures.${value}`,
      hintKey: `commitments:natureHints.${value}`,
    }));
    const budgets = ['investment', 'running'].map((value) => ({ value, labelKey: `commitments:budgets.${value}` }));
    await this.scope.commitment(this.database.manager, actor, commitmentId);
    const title = spendingId === null ? 'commitments:spendingForm.new' : 'commitments:spendingForm.edit';
    const actions = (await this.actions.list(commitmentId)).map(({ id, title }) => ({ value: id, label: title }));
    const model = { natures, budgets, actions, spendingId };
    await this.editorPages.show(actor, request, reply, { view: 'spending', title, commitmentId, form, model });
  }

  private async back(request: FastifyRequest, reply: FastifyReply, commitmentId: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`, { kind: 'success', key });
  }
}
