import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { OrganisationCommunes, type CommuneRefusal } from './organisation-communes.service.js';
import { OrganisationPages } from './organisation-pages.service.js';
import { organisationEditForm, organisationForm, type OrganisationDescription } from './organisation.form.js';
import { noNumberReasons, organisationKinds } from './organisation.entity.js';
import { valuesOf, formOf } from './organisation-values.js';
import { Registrations, type AlreadyRegistered } from './registrations.service.js';

const LIST = { label: 'organisations:index.title', href: '/organisations' };
const NEW: PageOptions = { title: 'organisations:new.title', breadcrumbs: [LIST] };

/** The local actors that I represent. */
@Controller('organisations')
@Access('signed-in')
export class OrganisationsController {
  constructor(
    private readonly registrations: Registrations,
    private readonly communes: OrganisationCommunes,
    private readonly organisationPages: OrganisationPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = await this.organisationPages.index(actor);
    await this.pages.show(request, reply, 'organisations/index', model, { title: 'organisations:index.title' });
  }

  @Get('nouvelle')
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.show(request, reply, 'organisations/new', formModel(emptyForm()), NEW);
  }

  @Post()
  async create(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = (form: FormState, refusal?: CommuneRefusal): Promise<void> =>
      this.pages.showErrors(request, reply, 'organisations/new', formModel(form, refusal), NEW);
    const form = readForm(organisationForm, body);
    if (!form.ok) return again(form.error);
    const commune = await this.communes.find(form.value.commune, form.value.inseeCode);
    if (!commune.ok) return again(communeError(body, commune.error), commune.error);
    const made = await this.registrations.register(
      actor,
      valuesOf(form.value, commune.value.id),
      form.value.secondContact,
    );
    if (!made.ok) return this.leadToKnown(request, reply, made.error, form.value);
    await this.pages.goTo(request, reply, `/organisations/${made.value.id}`, {
      kind: 'success',
      key: form.value.secondContact === '' ? 'organisations:flash.created' : 'organisations:flash.createdInvited',
    });
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const model = await this.organisationPages.show(actor, knownId(id));
    await this.pages.show(request, reply, 'organisations/show', model, {
      title: { text: model.organisation.name },
      breadcrumbs: [LIST],
    });
  }

  @Get(':id/modification')
  async editForm(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const organisation = await this.organisationPages.editable(actor, knownId(id));
    const model = { id, ...formModel(emptyForm(formOf(organisation))) };
    await this.pages.show(request, reply, 'organisations/edit', model, editPage(id, organisation.name));
  }

  @Post(':id/modification')
  async edit(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name } = await this.organisationPages.editable(actor, knownId(id));
    const again = (form: FormState, refusal?: CommuneRefusal): Promise<void> =>
      this.pages.showErrors(
        request,
        reply,
        'organisations/edit',
        { id, ...formModel(form, refusal) },
        editPage(id, name),
      );
    const form = readForm(organisationEditForm, body);
    if (!form.ok) return again(form.error);
    const commune = await this.communes.find(form.value.commune, form.value.inseeCode);
    if (!commune.ok) return again(communeError(body, commune.error), commune.error);
    const edited = await this.registrations.edit(actor, id, valuesOf(form.value, commune.value.id));
    if (!edited.ok) return again(formWithError(body, 'number', { key: 'organisations:errors.number.taken' }));
    await this.pages.goTo(request, reply, `/organisations/${id}`, {
      kind: 'success',
      key: 'organisations:flash.edited',
    });
  }

  /** The number is here already: to the organisation for its members, to a request to join for others. */
  private async leadToKnown(
    request: FastifyRequest,
    reply: FastifyReply,
    known: AlreadyRegistered,
    form: OrganisationDescription,
  ): Promise<void> {
    if (known.mine) {
      await this.pages.goTo(request, reply, `/organisations/${known.organisationId}`, {
        kind: 'warning',
        key: 'organisations:flash.alreadyMine',
      });
      return;
    }
    await this.pages.goTo(
      request,
      reply,
      `/organisations/adhesion?${new URLSearchParams({ numero: form.number }).toString()}`,
    );
  }
}

function editPage(id: string, name: string): PageOptions {
  return {
    title: 'organisations:edit.title',
    breadcrumbs: [LIST, { label: { text: name }, href: `/organisations/${id}` }],
  };
}

function formModel(form: FormState, refusal?: CommuneRefusal): object {
  return {
    form,
    kinds: organisationKinds.map((value) => ({ value, labelKey: `organisations:kinds.${value}` })),
    reasons: noNumberReasons.map((value) => ({ value, labelKey: `organisations:noNumber.${value}` })),
    communes:
      refusal?.kind === 'several'
        ? refusal.communes.map(({ inseeCode, name, postcodes }) => ({
            value: inseeCode,
            label: `${name} (${postcodes.join(', ')})`,
          }))
        : null,
    notServed: refusal?.kind === 'not-served' ? refusal : null,
  };
}

function communeError(body: unknown, refusal: CommuneRefusal): FormState {
  if (refusal.kind === 'several')
    return formWithError(body, 'inseeCode', { key: 'organisations:errors.severalCommunes' });
  if (refusal.kind === 'unknown') return formWithError(body, 'commune', { key: 'organisations:errors.unknownCommune' });
  const error = { key: 'organisations:errors.communeNotServed', params: { commune: refusal.name } };
  return formWithError(body, 'commune', error);
}
