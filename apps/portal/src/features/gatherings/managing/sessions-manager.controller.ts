import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { DataSource } from 'typeorm';
import type { Refusal } from '../gathering/gathering-rules.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { newSessionForm, sessionForm } from '../sessions/session.form.js';
import { SessionDoors } from '../sessions/session-doors.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { ManagerPages } from './manager-pages.service.js';

/** The times at which a gathering meets. */
@Controller('gestion/rendez-vous/:id/seances')
@Access('organiser')
export class SessionsManagerController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly sessions: Sessions,
    private readonly doors: SessionDoors,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
  ) {}

  @Get('nouvelle')
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.drawNew(actor, request, reply, id, emptyForm());
  }

  @Post()
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newSessionForm, body);
    if (!form.ok) return this.drawNew(actor, request, reply, id, form.error);
    const added = await this.sessions.add(actor, id, form.value);
    if (!added.ok) return this.drawNew(actor, request, reply, id, refused(body, added.error));
    await this.back(request, reply, id, 'sessionAdded');
  }

  @Get(':seance')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('seance') sessionId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.drawEdit(actor, request, reply, [id, sessionId], null);
  }

  @Post(':seance')
  async move(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('seance') sessionId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(sessionForm, body);
    if (!form.ok) return this.drawEdit(actor, request, reply, [id, sessionId], form.error);
    const moved = await this.sessions.move(actor, id, sessionId, form.value);
    if (!moved.ok) return this.drawEdit(actor, request, reply, [id, sessionId], refused(body, moved.error));
    await this.back(request, reply, id, 'sessionMoved');
  }

  @Post(':seance/annulation')
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('seance') sessionId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const done = await this.sessions.cancel(actor, id, sessionId);
    if (!done.ok) return this.drawEdit(actor, request, reply, [id, sessionId], refused({}, done.error));
    await this.back(request, reply, id, 'sessionCancelled');
  }

  /** Into its room, as one who leads. */
  @Post(':seance/salle')
  async lead(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('seance') sessionId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const opened = await this.doors.lead(actor, id, sessionId);
    if (opened.ok) return this.pages.leave(request, reply, opened.value);
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}`, {
      kind: 'warning',
      key: `gatherings:doors.${opened.error}`,
    });
  }

  private async drawNew(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    await this.managerPages.show(request, reply, 'session-new', 'gatherings:manage.newSession', { form }, gathering);
  }

  private async drawEdit(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    [id, sessionId]: readonly [string, string],
    refusedForm: FormState | null,
  ): Promise<void> {
    const { gathering, session } = await inTransaction(this.database, (manager) =>
      this.scope.session(manager, actor, id, sessionId),
    );
    const times = this.managerPages.timesOf(session);
    const form =
      refusedForm === null ? emptyForm(times) : { ...refusedForm, values: { ...times, ...refusedForm.values } };
    const model = { form, session: { ...session } };
    await this.managerPages.show(request, reply, 'session', 'gatherings:manage.moveSession', model, gathering);
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, done: string): Promise<void> {
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}`, {
      kind: 'success',
      key: `gatherings:done.${done}`,
    });
  }
}

function refused(body: unknown, { field, key }: Refusal): FormState {
  return formWithError(body, field, { key });
}
