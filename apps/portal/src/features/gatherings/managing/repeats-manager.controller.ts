import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { GatheringRepeats } from '../gathering/gathering-repeats.service.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { rhythms } from '../gathering/recurrence.js';
import { repeatsForm } from '../gathering/repeats.form.js';
import { ManagerPages } from './manager-pages.service.js';

/** A gathering that comes back each week or month. */
@Controller('gestion/rendez-vous/:id/repetitions')
@Access('organiser')
export class RepeatsManagerController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly repeats: GatheringRepeats,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async new(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, null);
  }

  @Post()
  async make(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(repeatsForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    const count = await this.repeats.make(actor, id, form.value);
    const key = count === 0 ? 'gatherings:done.repeatedBefore' : 'gatherings:done.repeated';
    await this.pages.goTo(request, reply, '/gestion/rendez-vous', { kind: 'success', key, params: { count } });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    refused: FormState | null,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const { series, title, startsAt } = gathering;
    const model = {
      form: refused ?? emptyForm({ rhythm: 'week', series: series === '' ? title : series }),
      startsAt,
      rhythms: rhythms.map((value) => ({ value, labelKey: `gatherings:rhythms.${value}` })),
    };
    await this.managerPages.show(request, reply, 'repeats', 'gatherings:manage.repeat', model, gathering);
  }
}
