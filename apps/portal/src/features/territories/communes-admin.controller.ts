import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { accessibleColour, contrast, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { communeForm } from './administration/commune.form.js';
import { CommuneAdministration } from './commune-administration.service.js';
import { CommuneDirectory } from './commune-directory.service.js';
import type { Commune } from './commune.entity.js';

const ADMIN = { label: 'territories:admin.home', href: '/admin' };
const LIST = { label: 'territories:communes.title', href: '/admin/communes' };

/** Which communes the portal knows and serves, and what it wears of the principal one. */
@Controller('admin/communes')
@Access('administrator')
export class CommunesAdminController {
  constructor(
    private readonly communes: CommuneAdministration,
    private readonly directory: CommuneDirectory,
    private readonly pages: Pages,
  ) {}

  /** `q` looks in the bundled list for a commune to add. */
  @Get()
  async index(@Query('q') query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const q = typeof query === 'string' ? query.slice(0, 100) : '';
    const communes = await this.communes.list();
    const present = new Set(communes.map((commune) => commune.inseeCode));
    const found = q.trim() === '' ? [] : this.directory.search(q);
    const model = {
      q,
      communes,
      searched: q.trim() !== '',
      found: found.map((commune) => ({
        ...commune,
        postcodes: commune.postcodes.join(', '),
        present: present.has(commune.inseeCode),
      })),
    };
    await this.pages.show(request, reply, 'territories/communes', model, {
      title: 'territories:communes.title',
      breadcrumbs: [ADMIN],
    });
  }

  @Post()
  async add(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const code = (body as { inseeCode?: unknown }).inseeCode;
    const added = await this.communes.add(actor, typeof code === 'string' ? code : '');
    if (!added.ok) {
      return this.pages.goTo(request, reply, '/admin/communes', { kind: 'error', key: added.error.error.key });
    }
    await this.pages.goTo(request, reply, `/admin/communes/${added.value}`, {
      kind: 'success',
      key: 'territories:communes.added',
    });
  }

  @Get(':id')
  async form(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const commune = await this.communes.get(id);
    await this.draw(request, reply, commune, formOf(commune));
  }

  @Post(':id')
  async update(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const commune = await this.communes.get(id);
    const form = readForm(communeForm, body);
    if (!form.ok) return this.draw(request, reply, commune, form.error, true);
    const done = await this.communes.update(actor, id, form.value, request.uploads['logo']);
    if (!done.ok) {
      return this.draw(request, reply, commune, formWithError(body, done.error.field, done.error.error), true);
    }
    await this.pages.goTo(
      request,
      reply,
      done.value.colourAdapted ? `/admin/communes/${id}` : '/admin/communes',
      done.value.colourAdapted
        ? { kind: 'warning', key: 'territories:communes.colourAdapted' }
        : { kind: 'success', key: 'territories:communes.saved' },
    );
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    commune: Commune,
    form: FormState,
    wrong = false,
  ): Promise<void> {
    const { colour } = commune;
    const model = {
      commune,
      form,
      logoPath: commune.logoFileId === null ? null : `/fichiers/${commune.logoFileId}`,
      colour:
        colour === null
          ? null
          : {
              chosen: colour,
              used: accessibleColour(colour),
              adapted: accessibleColour(colour) !== colour,
              contrast: Math.round(contrast(accessibleColour(colour), '#ffffff') * 10) / 10,
            },
    };
    const options: PageOptions = {
      title: { key: 'territories:communes.edit', params: { name: commune.name } },
      breadcrumbs: [ADMIN, LIST],
    };
    if (wrong) await this.pages.showErrors(request, reply, 'territories/commune', model, options);
    else await this.pages.show(request, reply, 'territories/commune', model, options);
  }
}

function formOf(commune: Commune): FormState {
  return emptyForm({
    name: commune.name,
    served: commune.served ? 'on' : '',
    notServedMessage: commune.notServedMessage,
    colour: commune.colour ?? '',
    principal: commune.principal ? 'on' : '',
  });
}
