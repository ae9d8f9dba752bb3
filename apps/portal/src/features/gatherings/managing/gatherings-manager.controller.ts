import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { isId, type Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { TrainingAgreements } from '../agreement/training-agreements.service.js';
import { GatheringEdits } from '../gathering/gathering-edits.service.js';
import { isClosed, type Refusal } from '../gathering/gathering-rules.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { cancelForm, gatheringForm, newGatheringForm } from '../gathering/gathering.form.js';
import { Opinions } from '../opinions/opinions.service.js';
import { untilOf } from '../sessions/until.js';
import { GatheringDesk } from './gathering-desk.service.js';
import { ManagerPages } from './manager-pages.service.js';

/** Gatherings as those who hold them make and keep them: editors of the commune, operators of the structure. */
@Controller('gestion/rendez-vous')
@Access('organiser')
export class GatheringsManagerController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly edits: GatheringEdits,
    private readonly desk: GatheringDesk,
    private readonly opinions: Opinions,
    private readonly agreements: TrainingAgreements,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.managerPages.show(request, reply, 'index', 'gatherings:manage.title', {
      form: emptyForm(),
      gatherings: await this.desk.of(actor),
      agreements: await this.agreements.of(actor),
    });
  }

  @Get('nouveau')
  async new(
    @CurrentActor() actor: Actor,
    @Query('copie') copied: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { holders, communes } = await this.managerPages.choices(actor, null, request.locale);
    const values = { kind: 'training', holder: holders[0]?.value ?? '', communeId: communes[0]?.value ?? '' };
    const former = isId(copied) ? await this.managerPages.copyOf(actor, copied) : {};
    await this.drawNew(actor, request, reply, emptyForm({ ...values, ...former }));
  }

  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(newGatheringForm, body);
    if (!form.ok) return this.drawNew(actor, request, reply, form.error);
    const created = await this.edits.create(actor, form.value);
    if (!created.ok) return this.drawNew(actor, request, reply, refused(body, created.error));
    await this.goTo(request, reply, created.value.id, 'created');
  }

  @Get(':id')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.drawShow(actor, request, reply, id, emptyForm());
  }

  @Get(':id/modifier')
  async editForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    if (isClosed(gathering)) {
      const closed = { kind: 'warning' as const, key: 'gatherings:errors.closed' };
      return this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}`, closed);
    }
    await this.drawEdit(actor, request, reply, id, emptyForm(await this.managerPages.valuesOf(gathering)));
  }

  @Post(':id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(gatheringForm, body);
    if (!form.ok) return this.drawEdit(actor, request, reply, id, form.error);
    const edited = await this.edits.edit(actor, id, form.value);
    if (!edited.ok) return this.drawEdit(actor, request, reply, id, refused(body, edited.error));
    await this.goTo(request, reply, id, 'saved');
  }

  @Post(':id/publication')
  async publish(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const published = await this.edits.publish(actor, id);
    if (!published.ok) return this.drawShow(actor, request, reply, id, refused({}, published.error));
    await this.goTo(request, reply, id, 'published');
  }

  @Post(':id/annulation')
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(cancelForm, body);
    if (!form.ok) return this.drawShow(actor, request, reply, id, form.error);
    const done = await this.edits.cancel(actor, id, form.value.reason);
    if (!done.ok) return this.drawShow(actor, request, reply, id, refused(body, done.error));
    if (done.value === 'cancelled') return this.goTo(request, reply, id, 'cancelled');
    await this.pages.goTo(request, reply, '/gestion/rendez-vous', { kind: 'success', key: 'gatherings:done.removed' });
  }

  private async drawNew(actor: Actor, request: FastifyRequest, reply: FastifyReply, form: FormState): Promise<void> {
    const model = { ...(await this.managerPages.choices(actor, null, request.locale)), form };
    await this.managerPages.show(request, reply, 'new', 'gatherings:manage.new', model);
  }

  private async drawEdit(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const model = { ...(await this.managerPages.choices(actor, gathering, request.locale)), form };
    await this.managerPages.show(request, reply, 'edit', 'gatherings:manage.edit', model, gathering);
  }

  private async drawShow(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const { registered, waiting } = await this.desk.list(id);
    const model = {
      form,
      sessions: (await this.desk.sessions(id)).map((session) => ({
        ...session,
        until: untilOf(session, request.locale),
      })),
      registered: registered.length,
      waiting: waiting.length,
      draft: gathering.state === 'draft',
      changeable: !isClosed(gathering),
      isPublic: gathering.state !== 'draft',
      // An archive names no service of ours.
      lacksRoom: gathering.state === 'published' && gathering.onlinePlaces !== null && gathering.roomServiceId === null,
      hasBegun:
        gathering.state !== 'draft' && gathering.state !== 'cancelled' && gathering.startsAt <= this.clock.now(),
      opinions: await this.opinions.of(id),
    };
    await this.managerPages.show(request, reply, 'show', 'gatherings:manage.title', model, gathering);
  }

  private async goTo(request: FastifyRequest, reply: FastifyReply, id: string, done: string): Promise<void> {
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}`, {
      kind: 'success',
      key: `gatherings:done.${done}`,
    });
  }
}

function refused(body: unknown, { field, key }: Refusal): FormState {
  return formWithError(body, field, { key });
}
