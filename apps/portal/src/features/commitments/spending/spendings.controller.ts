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
import { EditorPages } from '../editing/editor-pages.service.js';
import { dayOf } from '../news-age.js';
import { spendingNatures } from './spending-nature.js';
import { spendingForm } from './spending.form.js';
import { Spendings } from './spendings.service.js';

@Controller('editeur')
@Access('editor')
export class SpendingsController {
  constructor(
    private readonly spendings: Spendings,
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
    await this.spendings.add(actor, id, form.value);
    await this.back(request, reply, id, 'commitments:done.spendingAdded');
  }

  @Get('depenses/:id')
  async editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { commitmentId, year, nature, budget, amountCents, software, sharedWith, note } = await this.spendings.find(
      actor,
      id,
    );
    const amount = (amountCents / 100).toFixed(2).replace('.', ',');
    const form = emptyForm({ year: String(year), nature, budget, amount, software, sharedWith, note });
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
    await this.spendings.edit(actor, id, form.value);
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
    const title = spendingId === null ? 'commitments:spendingForm.new' : 'commitments:spendingForm.edit';
    const model = { natures, budgets, spendingId };
    await this.editorPages.show(actor, request, reply, { view: 'spending', title, commitmentId, form, model });
  }

  private async back(request: FastifyRequest, reply: FastifyReply, commitmentId: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/engagements/${commitmentId}`, { kind: 'success', key });
  }
}
