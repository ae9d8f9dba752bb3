import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import type { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { Registrations } from '../registrations/registrations.service.js';
import { GatheringDesk, shownName } from './gathering-desk.service.js';
import { ManagerPages } from './manager-pages.service.js';

/** Who comes: the list to print for the door. */
@Controller('gestion/rendez-vous/:id/inscrits')
@Access('organiser')
export class ListsManagerController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly registrations: Registrations,
    private readonly desk: GatheringDesk,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const { registered, waiting } = await this.desk.list(id);
    const line = (one: GatheringRegistration): object => ({ id: one.id, name: shownName(one), way: one.way });
    await this.managerPages.show(
      request,
      reply,
      'list',
      'gatherings:manage.list',
      { form: emptyForm(), registered: registered.map(line), waiting: waiting.map(line) },
      gathering,
    );
  }

  @Post(':inscrit/annulation')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('inscrit') registrationId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const gathering = await this.scope.gathering(manager, actor, id, true);
      await this.registrations.remove(manager, gathering, knownId(registrationId));
    });
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}/inscrits`, {
      kind: 'success',
      key: 'gatherings:done.personRemoved',
    });
  }
}
