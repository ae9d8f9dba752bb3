import { Injectable } from '@nestjs/common';
import { connectors } from '@ronron/connectors';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { servicesCrumbs, type Area } from '../../../platform/pages/area.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { organisationKinds } from '../../organisations/organisation.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { ManagedServices } from '../managed-services.service.js';
import { ServiceEditor } from '../service-editor.service.js';
import { accessModes, audiences, needs, type Service } from '../service.entity.js';
import { Software } from '../software.entity.js';
import { gigabytesOf, serviceForm } from './service.form.js';

/** Draws and reads the pages of services for both areas, whose controllers only name the routes. */
@Injectable()
export class ServicePages {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly editor: ServiceEditor,
    private readonly pages: Pages,
  ) {}

  async index(area: Area, actor: Actor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const services = await this.services.list(actor, area.name === 'administrator');
    const rows = services.map((service) => ({
      service,
      structure: service.structure!.name,
      stateKey: `catalogue:states.${service.state}`,
      accessKey: `catalogue:access.${service.accessMode}.short`,
      base: `${area.path}/${service.id}`,
    }));
    const structures = await this.services.structures(actor);
    const structuresPath = area.path.replace('services', 'structures');
    const memberLists = structures
      .filter(({ id }) => area.name === 'administrator' || actor.structures.includes(id))
      .map(({ id, name }) => ({ name, path: `${structuresPath}/${id}/adherents` }));
    await this.pages.show(
      request,
      reply,
      'catalogue/managed',
      { rows, area, memberLists, everywhere: area.name === 'administrator' },
      { title: 'catalogue:edit.title', breadcrumbs: area.breadcrumbs },
    );
  }

  async newForm(area: Area, actor: Actor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const structures = await this.services.structures(actor);
    const form = emptyForm({
      audiences: [...audiences],
      structureId: structures.length === 1 ? structures[0]!.id : '',
      connectorId: 'link',
    });
    await this.draw(area, actor, request, reply, form, null);
  }

  async create(area: Area, actor: Actor, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const form = readForm(serviceForm, body);
    if (!form.ok) return this.draw(area, actor, request, reply, form.error, null, true);
    const made = await this.editor.create(actor, form.value);
    if (!made.ok) {
      const state = formWithError(body, made.error.field, made.error.error);
      return this.draw(area, actor, request, reply, state, null, true);
    }
    await this.pages.goTo(request, reply, `${area.path}/${made.value}/connecteur`, {
      kind: 'success',
      key: 'catalogue:edit.created',
    });
  }

  async editForm(area: Area, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const service = await this.services.get(actor, id);
    await this.draw(area, actor, request, reply, formOf(service), service);
  }

  async update(
    area: Area,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const form = readForm(serviceForm, body);
    if (!form.ok) return this.draw(area, actor, request, reply, form.error, service, true);
    const done = await this.editor.update(actor, id, form.value);
    if (!done.ok) {
      const state = formWithError(body, done.error.field, done.error.error);
      return this.draw(area, actor, request, reply, state, service, true);
    }
    await this.pages.goTo(request, reply, area.path, { kind: 'success', key: 'catalogue:edit.saved' });
  }

  private async draw(
    area: Area,
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    form: FormState,
    service: Service | null,
    wrong = false,
  ): Promise<void> {
    const [structures, software, communes] = await Promise.all([
      this.services.structures(actor),
      this.database.getRepository(Software).find({ order: { name: 'ASC' } }),
      this.database.getRepository(Commune).find({ where: { served: true }, order: { name: 'ASC' } }),
    ]);
    const model = {
      form,
      area,
      service,
      action: service === null ? area.path : `${area.path}/${service.id}`,
      base: service === null ? null : `${area.path}/${service.id}`,
      administrator: actor.administrator,
      structures: structures.map(({ id, name }) => ({ value: id, label: name })),
      software: software.map(({ id, name }) => ({ value: id, label: name })),
      communes: communes.map(({ inseeCode, name }) => ({ value: inseeCode, label: name })),
      needs: needs.map((value) => ({ value, labelKey: `catalogue:needs.${value}.label` })),
      audiences: audiences.map((value) => ({ value, labelKey: `catalogue:audiences.${value}` })),
      accessModes: accessModes.map((value) => ({ value, labelKey: `catalogue:access.${value}.long` })),
      kinds: organisationKinds.map((value) => ({ value, labelKey: `catalogue:organisationKinds.${value}` })),
      connectors: connectors.map(({ id }) => ({
        value: id,
        labelKey: `connectors:${id}.name`,
        hintKey: `connectors:${id}.summary`,
      })),
    };
    const options = {
      title: service === null ? 'catalogue:edit.new' : { key: 'catalogue:edit.of', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(area),
    };
    if (wrong) await this.pages.showErrors(request, reply, 'catalogue/edit', model, options);
    else await this.pages.show(request, reply, 'catalogue/edit', model, options);
  }
}

function formOf(service: Service): FormState {
  return emptyForm({
    name: service.name,
    slug: service.slug,
    structureId: service.structureId,
    summary: service.summary,
    description: service.description,
    needs: service.needs,
    audiences: service.audiences,
    softwareId: service.softwareId,
    softwareVersion: service.softwareVersion,
    address: service.address,
    accessMode: service.accessMode,
    capacity: service.capacity === null ? '' : String(service.capacity),
    quotaGigabytes: gigabytesOf(service.defaultQuota),
    dataLocation: service.dataLocation,
    backupPolicy: service.backupPolicy,
    eligibleCommunes: service.eligibleCommunes,
    eligibleKinds: service.eligibleKinds,
    alternativeHelp: service.alternativeHelp,
    connectorId: service.connectorId,
    published: service.published ? 'on' : '',
    approvedHosts: service.approvedHosts.join('\n'),
    allowPrivateHosts: service.allowPrivateHosts ? 'on' : '',
    seen: service.updatedAt.toISOString(),
  });
}
