import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { structureForm } from './administration/structure.form.js';
import { CommuneAdministration } from './commune-administration.service.js';
import { StructureAdministration } from './structure-administration.service.js';
import { structureKinds, type Structure } from './structure.entity.js';

const ADMIN = { label: 'territories:admin.home', href: '/admin' };
const LIST = { label: 'territories:structures.title', href: '/admin/structures' };

/** Who hosts services on this portal. */
@Controller('admin/structures')
@Access('administrator')
export class StructuresAdminController {
  constructor(
    private readonly structures: StructureAdministration,
    private readonly communes: CommuneAdministration,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('territories:structures.title'),
      rows: await this.structures.list(),
      columns: [
        {
          label: text('territories:structures.fields.name'),
          value: (row) => row.name,
          href: (row) => `/admin/structures/${row.id}`,
        },
        {
          label: text('territories:structures.fields.kind'),
          value: (row) => text(`territories:structureKinds.${row.kind}`),
        },
        { label: text('territories:fields.commune'), value: (row) => row.commune?.name ?? '' },
        {
          label: text('territories:structures.state'),
          kind: 'badge',
          status: (row) => (row.active ? 'active' : 'inactive'),
          value: (row) => text(row.active ? 'territories:structures.active' : 'territories:structures.inactive'),
        },
      ],
    });
    await this.pages.show(
      request,
      reply,
      'territories/structures',
      { table },
      {
        title: 'territories:structures.title',
        breadcrumbs: [ADMIN],
      },
    );
  }

  @Get('nouvelle')
  async newForm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, null, emptyForm({ active: 'on' }));
  }

  @Post()
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(structureForm, body);
    if (!form.ok) return this.draw(request, reply, null, form.error, true);
    const made = await this.structures.create(actor, form.value);
    if (!made.ok) return this.draw(request, reply, null, formWithError(body, made.error.field, made.error.error), true);
    await this.pages.goTo(request, reply, '/admin/structures', {
      kind: 'success',
      key: 'territories:structures.created',
    });
  }

  @Get(':id')
  async form(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const structure = await this.structures.get(id);
    await this.draw(request, reply, structure, formOf(structure));
  }

  @Post(':id')
  async update(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const structure = await this.structures.get(id);
    const form = readForm(structureForm, body);
    if (!form.ok) return this.draw(request, reply, structure, form.error, true);
    const done = await this.structures.update(actor, id, form.value);
    if (!done.ok) {
      return this.draw(request, reply, structure, formWithError(body, done.error.field, done.error.error), true);
    }
    await this.pages.goTo(request, reply, '/admin/structures', {
      kind: 'success',
      key: 'territories:structures.saved',
    });
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    structure: Structure | null,
    form: FormState,
    wrong = false,
  ): Promise<void> {
    const communes = await this.communes.list();
    const model = {
      structure,
      form,
      action: structure === null ? '/admin/structures' : `/admin/structures/${structure.id}`,
      kinds: structureKinds.map((value) => ({ value, labelKey: `territories:structureKinds.${value}` })),
      communes: communes.map(({ id, name }) => ({ value: id, label: name })),
    };
    const options = {
      title: structure === null ? 'territories:structures.new' : { text: structure.name },
      breadcrumbs: [ADMIN, LIST],
    };
    if (wrong) await this.pages.showErrors(request, reply, 'territories/structure-form', model, options);
    else await this.pages.show(request, reply, 'territories/structure-form', model, options);
  }
}

function formOf(structure: Structure): FormState {
  return emptyForm({
    name: structure.name,
    kind: structure.kind,
    description: structure.description,
    website: structure.website ?? '',
    email: structure.email,
    phone: structure.phone ?? '',
    address: structure.address,
    communeId: structure.communeId ?? '',
    active: structure.active ? 'on' : '',
  });
}
