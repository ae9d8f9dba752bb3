import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { sendFile } from '../../../platform/files/send-file.js';
import { requiredText, webAddress } from '../../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor, MaybeActor } from '../../../platform/security/current-actor.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { minutesForm } from '../gathering/gathering.form.js';
import { ManagerPages } from '../managing/manager-pages.service.js';
import { Papers } from './papers.service.js';

const paperForm = z.object({ title: requiredText('gatherings:errors.title', 200), url: webAddress() });

/** Minutes and documents of a gathering. */
@Controller()
export class PapersController {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly papers: Papers,
    private readonly managerPages: ManagerPages,
    private readonly pages: Pages,
  ) {}

  @Get('rendez-vous/documents/:id')
  @Access('public')
  async file(
    @Param('id') id: string,
    @MaybeActor() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFile(request, reply, await this.papers.file(actor, id));
  }

  @Get('gestion/rendez-vous/:id/documents')
  @Access('organiser')
  async index(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, request, reply, id, null);
  }

  @Post('gestion/rendez-vous/:id/compte-rendu')
  @Access('organiser')
  async minutes(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(minutesForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    await this.papers.setMinutes(actor, id, form.value.minutes);
    await this.back(request, reply, id, 'minutes');
  }

  @Post('gestion/rendez-vous/:id/documents')
  @Access('organiser')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(paperForm, body);
    if (!form.ok) return this.draw(actor, request, reply, id, form.error);
    const added = await this.papers.add(actor, id, form.value, request.uploads['file']);
    if (!added.ok) {
      const { field, key } = added.error;
      return this.draw(actor, request, reply, id, formWithError(body, field, { key }));
    }
    await this.back(request, reply, id, 'paperAdded');
  }

  @Post('gestion/rendez-vous/:id/documents/:document/suppression')
  @Access('organiser')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('document') paperId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.papers.remove(actor, id, paperId);
    await this.back(request, reply, id, 'paperRemoved');
  }

  private async draw(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    refused: FormState | null,
  ): Promise<void> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const papers = (await this.papers.of(id)).map(({ id: paperId, title, url, file }) => ({
      id: paperId,
      title,
      href: url,
      path: url === null ? `/rendez-vous/documents/${paperId}` : null,
      size: file?.size ?? null,
    }));
    const written = { minutes: gathering.minutes };
    const form = refused === null ? emptyForm(written) : { ...refused, values: { ...written, ...refused.values } };
    await this.managerPages.show(request, reply, 'papers', 'gatherings:manage.papers', { form, papers }, gathering);
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, done: string): Promise<void> {
    await this.pages.goTo(request, reply, `/gestion/rendez-vous/${id}/documents`, {
      kind: 'success',
      key: `gatherings:done.${done}`,
    });
  }
}
