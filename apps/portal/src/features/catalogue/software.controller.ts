import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requiredText, webAddress } from '../../platform/forms/form-fields.js';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { licence } from './public/licences.js';
import { SoftwareShelf } from './software-shelf.service.js';
import type { Software } from './software.entity.js';

const ADMIN = { label: 'catalogue:edit.administration', href: '/admin' };
const LIST = { label: 'catalogue:software.title', href: '/admin/logiciels' };

const softwareForm = z.object({
  name: requiredText('catalogue:errors.softwareName', 80),
  // An SPDX expression; whether it is free is for people to judge.
  licence: requiredText('catalogue:errors.licence', 100).refine((text) => /^[A-Za-z0-9.+() -]+$/.test(text), {
    error: 'catalogue:errors.licence',
  }),
  website: webAddress('ui:errors.url'),
  sourceUrl: webAddress('catalogue:errors.source'),
});

/** The software that services may run. */
@Controller('admin/logiciels')
@Access('administrator')
export class SoftwareController {
  constructor(
    private readonly shelf: SoftwareShelf,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('catalogue:software.title'),
      rows: await this.shelf.list(),
      columns: [
        {
          label: text('catalogue:software.fields.name'),
          value: (row) => row.name,
          href: (row) => `/admin/logiciels/${row.id}`,
        },
        { label: text('catalogue:software.fields.licence'), value: (row) => licence(row.licence).name },
        { label: text('catalogue:software.fields.source'), value: (row) => row.sourceUrl },
      ],
    });
    await this.pages.show(
      request,
      reply,
      'catalogue/software',
      { table },
      {
        title: 'catalogue:software.title',
        breadcrumbs: [ADMIN],
      },
    );
  }

  @Get('nouveau')
  async newForm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, null, emptyForm());
  }

  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.save(actor, null, body, request, reply);
  }

  @Get(':id')
  async form(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const software = await this.shelf.get(id);
    const { name, licence: spdx, website, sourceUrl } = software;
    await this.draw(request, reply, software, emptyForm({ name, licence: spdx, website, sourceUrl }));
  }

  @Post(':id')
  async update(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.save(actor, await this.shelf.get(id), body, request, reply);
  }

  private async save(
    actor: Actor,
    software: Software | null,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(softwareForm, body);
    if (!form.ok) return this.draw(request, reply, software, form.error, true);
    const saved = await this.shelf.save(actor, software?.id ?? null, form.value);
    if (!saved.ok) {
      return this.draw(request, reply, software, formWithError(body, saved.error.field, saved.error.error), true);
    }
    await this.pages.goTo(request, reply, '/admin/logiciels', { kind: 'success', key: 'catalogue:software.saved' });
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    software: Software | null,
    form: FormState,
    wrong = false,
  ): Promise<void> {
    const model = { form, action: software === null ? '/admin/logiciels' : `/admin/logiciels/${software.id}` };
    const title = software === null ? 'catalogue:software.new' : { text: software.name };
    const page = { ...model, heading: this.pages.text(request, title) };
    const options = { title, breadcrumbs: [ADMIN, LIST] };
    if (wrong) await this.pages.showErrors(request, reply, 'catalogue/software-form', page, options);
    else await this.pages.show(request, reply, 'catalogue/software-form', page, options);
  }
}
