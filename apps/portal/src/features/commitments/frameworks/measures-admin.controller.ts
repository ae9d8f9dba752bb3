import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { FrameworkFile } from './framework-file.js';
import { FrameworkPages } from './framework-pages.service.js';
import { FrameworkShelf, type ShelvedFramework } from './framework-shelf.service.js';
import { measureForm, measureOf } from './framework.form.js';
import { measureIn } from './frameworks-admin.controller.js';
import { Measure } from './measure.entity.js';

/** The measures of a programme, one by one. Each change is a new version of the programme. */
@Controller('admin')
@Access('administrator')
export class MeasuresAdminController {
  constructor(
    private readonly database: DataSource,
    private readonly shelf: FrameworkShelf,
    private readonly frameworkPages: FrameworkPages,
    private readonly pages: Pages,
  ) {}

  @Get('referentiels/:id/mesures/nouvelle')
  async new(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.frameworkPages.measure(request, reply, await this.shelf.find(id), null);
  }

  @Post('referentiels/:id/mesures')
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.save(actor, request, reply, await this.shelf.find(id), null, body);
  }

  @Get('mesures/:id')
  async form(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { shelved, measure } = await this.find(id);
    await this.frameworkPages.measure(request, reply, shelved, measure);
  }

  @Post('mesures/:id')
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { shelved, measure } = await this.find(id);
    await this.save(actor, request, reply, shelved, measure, body);
  }

  /** Out of the programme from its next version on. */
  @Post('mesures/:id/retrait')
  async retire(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { shelved, measure } = await this.find(id);
    const file = await this.file(shelved);
    const measures = file.measures.filter(({ key }) => key !== measure.key);
    const kept = measures.length === 0 || !(await this.shelf.save(actor, { ...file, measures }, null)).ok;
    await this.pages.goTo(request, reply, `/admin/referentiels/${shelved.framework.id}`, {
      kind: kept ? 'error' : 'success',
      key: kept ? 'commitments:frameworks.lastMeasure' : 'commitments:frameworks.retired',
    });
  }

  private async save(
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    shelved: ShelvedFramework,
    measure: Measure | null,
    body: unknown,
  ): Promise<void> {
    const form = readForm(measureForm, body);
    if (!form.ok) return this.frameworkPages.measure(request, reply, shelved, measure, form.error);
    const file = await this.file(shelved);
    const before = file.measures.find(({ key }) => key === measure?.key);
    const said = measureOf(form.value, before, file.key);
    // One that was retired comes back when it is written again.
    const measures =
      before === undefined
        ? [...file.measures, { ...said, key: measure?.key ?? said.key }]
        : file.measures.map((one) => (one.key === before.key ? said : one));
    const saved = await this.shelf.save(actor, { ...file, measures }, form.value.version);
    if (!saved.ok) {
      const field = saved.error.measure === undefined ? 'form' : 'titleFr';
      const again = formWithError(body, field, { key: saved.error.key, params: measureIn(saved.error) });
      return this.frameworkPages.measure(request, reply, shelved, measure, again);
    }
    await this.pages.goTo(request, reply, `/admin/referentiels/${shelved.framework.id}`, {
      kind: 'success',
      key: 'commitments:done.saved',
    });
  }

  private async find(id: string): Promise<{ shelved: ShelvedFramework; measure: Measure }> {
    const measure = isId(id) ? await this.database.getRepository(Measure).findOneBy({ id }) : null;
    if (measure === null) throw new AppError(NOT_FOUND);
    return { shelved: await this.shelf.find(measure.frameworkId), measure };
  }

  private async file({ framework }: ShelvedFramework): Promise<FrameworkFile> {
    const file = await this.shelf.file(framework.key);
    if (file === null) throw new AppError(NOT_FOUND);
    return file;
  }
}
