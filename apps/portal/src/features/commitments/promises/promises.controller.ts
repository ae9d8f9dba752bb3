import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Proposals } from '../agreements/proposals.service.js';
import { CommitmentActions } from '../actions/commitment-actions.service.js';
import { EditorDesk } from '../editing/editor-desk.service.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { Indicators } from '../figures/indicators.service.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { Spendings } from '../spending/spendings.service.js';
import { CommitmentEdits } from './commitment-edits.service.js';
import { CommitmentScope } from './commitment-scope.service.js';
import { commitmentForm, newCommitmentForm } from './commitment.form.js';

/** Commitments as their editors make and keep them. */
@Controller('editeur/engagements')
@Access('editor')
export class PromisesController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly edits: CommitmentEdits,
    private readonly desk: EditorDesk,
    private readonly proposals: Proposals,
    private readonly actions: CommitmentActions,
    private readonly indicators: Indicators,
    private readonly spendings: Spendings,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  @Get('nouveau')
  async new(
    @CurrentActor() actor: Actor,
    @Query('commune') slug: unknown,
    @Query('mesure') measureId: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const communes = await this.edits.communes(actor);
    const commune = communes.find((one) => one.slug === slug) ?? communes[0];
    if (commune === undefined) throw new AppError(NOT_FOUND);
    const chosen = typeof measureId === 'string' ? measureId : '';
    await this.drawNew(request, reply, commune.id, emptyForm({ communeId: commune.id, measureId: chosen, level: '1' }));
  }

  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newCommitmentForm, body);
    const communeId = String((body as { communeId?: unknown } | null)?.communeId ?? '');
    if (!actor.communes.includes(communeId)) throw new AppError(NOT_FOUND);
    if (!form.ok) return this.drawNew(request, reply, communeId, form.error);
    const created = await this.edits.create(actor, form.value);
    if (!created.ok) return this.drawNew(request, reply, communeId, refusedForm(body, created.error));
    await this.pages.goTo(request, reply, `/editeur/engagements/${created.value.id}`, {
      kind: 'success',
      key: 'commitments:done.created',
    });
  }

  @Get(':id')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('avant') older: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commitment = await this.scope.commitment(this.database.manager, actor, id);
    const updates = await this.desk.updates(actor, id, older);
    const actions = await this.actions.list(id);
    const spendings = await this.spendings.list(id);
    await this.editorPages.show(actor, request, reply, {
      view: 'commitment',
      title: 'commitments:workbench.title',
      commitmentId: id,
      form: emptyForm(),
      model: {
        commitment: { ...commitment },
        actions: actions.map((action, index) => ({
          ...action,
          open: action.state !== 'done',
          first: index === 0,
          last: index === actions.length - 1,
        })),
        updates: updates.rows.map((update) => ({ ...update })),
        older: updates.next,
        proposals: (await this.proposals.waiting([id])).map((proposal) => ({ ...proposal })),
        indicators: (await this.indicators.list(id)).map(({ indicator, values }) => ({
          ...indicator,
          latest: values.at(-1) ?? null,
          count: values.length,
        })),
        spendings: spendings.map((line) => ({ ...line, euros: line.amountCents / 100 })),
      },
    });
  }

  @Get(':id/modifier')
  async editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const one = await this.scope.commitment(this.database.manager, actor, id);
    const form = emptyForm({
      level: String(one.level),
      words: one.words,
      accountableName: one.accountableName,
      accountableRole: one.accountableRole,
      accountableAccountId: one.accountableAccountId ?? '',
      department: one.department,
      voteReference: one.voteReference,
      voteOn: one.voteOn ?? '',
      voteResult: one.voteResult,
      voteUrl: one.voteUrl,
      version: String(one.version),
    });
    await this.drawEdit(actor, request, reply, id, form);
  }

  @Post(':id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(commitmentForm, body);
    if (!form.ok) return this.drawEdit(actor, request, reply, id, form.error);
    const edited = await this.edits.edit(actor, id, form.value);
    if (!edited.ok) return this.drawEdit(actor, request, reply, id, refusedForm(body, edited.error));
    await this.pages.goTo(request, reply, `/editeur/engagements/${id}`, {
      kind: 'success',
      key: edited.value === 'waiting' ? 'commitments:done.changeSubmitted' : 'commitments:done.saved',
    });
  }

  private async drawNew(
    request: FastifyRequest,
    reply: FastifyReply,
    communeId: string,
    form: FormState,
  ): Promise<void> {
    const measures = (await this.edits.openMeasures(communeId)).map(({ id, title, summary }) => ({
      value: id,
      label: inLocale(title, request.locale),
      hint: inLocale(summary, request.locale),
    }));
    const model = { form, measures, editors: await this.editorChoices(communeId), levels: LEVELS };
    const options = {
      title: 'commitments:new.title',
      noIndex: true,
      breadcrumbs: [{ label: 'commitments:desk.title', href: '/editeur' }],
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'commitments/edit/new', model, options);
  }

  private async drawEdit(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const { communeId } = await this.scope.commitment(this.database.manager, actor, id);
    const model = { editors: await this.editorChoices(communeId), levels: LEVELS };
    const title = 'commitments:edit.title';
    await this.editorPages.show(actor, request, reply, { view: 'edit', title, commitmentId: id, form, model });
  }

  private async editorChoices(communeId: string): Promise<{ value: string; label: string }[]> {
    return (await this.edits.editors(communeId)).map(({ id, displayName }) => ({ value: id, label: displayName }));
  }
}

const LEVELS = ['1', '2', '3'].map((value) => ({ value, labelKey: `commitments:levels.${value}` }));
