import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { NAMES_KEPT_DAYS } from '../gatherings.register.js';
import { GatheringDesk, shownName } from '../managing/gathering-desk.service.js';
import { ManagerPages } from '../managing/manager-pages.service.js';
import { attendanceForm } from './attendance.form.js';
import { Attendance } from './attendance.service.js';

/** Noting who came, in numbers. */
@Controller('gestion/rendez-vous/:id/presence')
@Access('organiser')
export class AttendanceController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly attendance: Attendance,
    private readonly desk: GatheringDesk,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, null);
  }

  @Post()
  async note(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(attendanceForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    const noted = await this.attendance.note(actor, id, form.value);
    if (!noted.ok) {
      const { field, key } = noted.error;
      return this.draw(actor, request, reply, id, formWithError(body, field, { key }));
    }
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}`, {
      kind: 'success',
      key: 'gatherings:done.noted',
    });
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    refused: FormState | null,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const now = this.clock.now();
    const sessions = (await this.desk.sessions(id)).filter(
      ({ startsAt, cancelledAt }) => cancelledAt === null && startsAt <= now,
    );
    const { registered } = await this.desk.list(id);
    const values = Object.fromEntries(
      sessions.flatMap(({ id: session, roomPresent, onlinePresent, agentsPresent }) => [
        [`salle-${session}`, textOf(roomPresent)],
        [`ligne-${session}`, textOf(onlinePresent)],
        [`agents-${session}`, textOf(agentsPresent)],
      ]),
    );
    const came = registered.filter(({ attended }) => attended === true).map((one) => one.id);
    const model = {
      form: refused ?? emptyForm({ ...values, venu: came }),
      sessions: sessions.map((session) => ({ ...session })),
      inRoom: gathering.roomPlaces !== null,
      online: gathering.onlinePlaces !== null,
      byName: gathering.namesReason !== '',
      people: registered.map((one) => ({ value: one.id, label: shownName(one) })),
      keptDays: NAMES_KEPT_DAYS,
    };
    await this.managerPages.show(request, reply, 'attendance', 'gatherings:manage.attendance', model, gathering);
  }
}

function textOf(count: number | null): string {
  return count === null ? '' : String(count);
}
