import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { commitmentStatuses } from '../commitment-status.js';
import { EditorPages, refusedForm } from '../editing/editor-pages.service.js';
import { CommitmentCourse, type ChangeOutcome } from './commitment-course.service.js';
import { CommitmentEdits } from './commitment-edits.service.js';
import { CommitmentHistory } from './commitment-history.service.js';
import { CommitmentScope } from './commitment-scope.service.js';
import { revisionWords } from './revision-words.js';
import { deadlineForm, statusForm } from './commitment.form.js';

/** Publication, status, deadline and history of one commitment. */
@Controller('editeur/engagements/:id')
@Access('editor')
export class CourseController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly edits: CommitmentEdits,
    private readonly course: CommitmentCourse,
    private readonly history: CommitmentHistory,
    private readonly editorPages: EditorPages,
    private readonly pages: Pages,
  ) {}

  @Post('publication')
  async publish(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const published = await this.edits.publish(actor, id);
    if (!published.ok) {
      return this.pages.goTo(request, reply, `/editeur/engagements/${id}`, { kind: 'error', key: published.error.key });
    }
    await this.done(request, reply, id, published.value, 'commitments:done.commitmentPublished');
  }

  @Get('statut')
  async statusForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { status, statusReason, version } = await this.scope.commitment(this.database.manager, actor, id);
    const form = emptyForm({ status, reason: statusReason, version: String(version) });
    await this.drawStatus(actor, request, reply, id, form);
  }

  @Post('statut')
  async setStatus(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(statusForm, body);
    if (!form.ok) return this.drawStatus(actor, request, reply, id, form.error);
    const changed = await this.course.setStatus(actor, id, form.value);
    if (!changed.ok) return this.drawStatus(actor, request, reply, id, refusedForm(body, changed.error));
    await this.done(request, reply, id, changed.value, 'commitments:done.status');
  }

  @Get('echeance')
  async deadlineForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { deadline, version } = await this.scope.commitment(this.database.manager, actor, id);
    await this.drawDeadline(
      actor,
      request,
      reply,
      id,
      emptyForm({ deadline: deadline ?? '', version: String(version) }),
    );
  }

  @Post('echeance')
  async setDeadline(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(deadlineForm, body);
    if (!form.ok) return this.drawDeadline(actor, request, reply, id, form.error);
    const changed = await this.course.setDeadline(actor, id, form.value);
    if (!changed.ok) return this.drawDeadline(actor, request, reply, id, refusedForm(body, changed.error));
    await this.done(request, reply, id, changed.value, 'commitments:done.deadline');
  }

  @Get('historique')
  async showHistory(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('avant') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { rows, next } = await this.history.list(actor, id, before);
    await this.editorPages.show(actor, request, reply, {
      view: 'history',
      title: 'commitments:history.title',
      commitmentId: id,
      form: emptyForm(),
      model: {
        rows: rows.map((row) => ({
          ...row,
          kindKey: `commitments:history.kinds.${row.kind.replace('.', '_')}`,
          before: revisionWords(row.before),
          after: revisionWords(row.after),
        })),
        next: next === null ? null : `/editeur/engagements/${id}/historique?avant=${next}`,
      },
    });
  }

  private async drawStatus(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const statuses = commitmentStatuses.map((value) => ({
      value,
      labelKey: `commitments:status.${value}`,
      hintKey: `commitments:statusHints.${value}`,
    }));
    const title = 'commitments:statusForm.title';
    await this.editorPages.show(actor, request, reply, {
      view: 'status',
      title,
      commitmentId: id,
      form,
      model: { statuses },
    });
  }

  private async drawDeadline(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const title = 'commitments:deadlineForm.title';
    await this.editorPages.show(actor, request, reply, { view: 'deadline', title, commitmentId: id, form });
  }

  private async done(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    outcome: ChangeOutcome,
    key: string,
  ): Promise<void> {
    await this.pages.goTo(request, reply, `/editeur/engagements/${id}`, {
      kind: 'success',
      key: outcome === 'waiting' ? 'commitments:done.changeSubmitted' : key,
    });
  }
}
