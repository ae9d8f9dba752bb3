import { Injectable } from '@nestjs/common';
import { reasonKey } from '@ronron/connectors';
import type { FormState, FormValue } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { servicesCrumbs, type Area } from '../../../platform/pages/area.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { ServiceCheck } from '../../status/service-check.entity.js';
import { ConnectorSettings, type SettingErrors, type ShownSettings } from '../connector-settings.service.js';

const INPUT_TYPES = { text: 'text', url: 'url', secret: 'password', number: 'number' } as const;
const CLEAR = 'clear';

/** Draws and reads the page of a service's connection to its tool, for both areas. */
@Injectable()
export class ConnectionPages {
  constructor(
    private readonly database: DataSource,
    private readonly settings: ConnectorSettings,
    private readonly pages: Pages,
  ) {}

  async form(area: Area, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const shown = await this.settings.show(actor, id);
    await this.draw(area, actor, shown, { values: shownValues(shown), errors: {} }, request, reply);
  }

  async save(
    area: Area,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const typed = { ...(body as Record<string, unknown> | undefined) };
    const cleared = [typed[CLEAR]].flat().filter((name) => typeof name === 'string');
    const saved = await this.settings.save(actor, id, typed, cleared);
    if (!saved.ok) {
      const shown = await this.settings.show(actor, id);
      const form = { values: typedValues(shown, typed), errors: saved.error };
      return this.draw(area, actor, shown, form, request, reply, saved.error);
    }
    await this.pages.goTo(request, reply, `${area.path}/${id}/connecteur`, {
      kind: 'success',
      key: 'catalogue:connection.saved',
    });
  }

  private async draw(
    area: Area,
    actor: Actor,
    shown: ShownSettings,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
    errors: SettingErrors = {},
  ): Promise<void> {
    const { service } = shown;
    const checks = await this.database
      .getRepository(ServiceCheck)
      .find({ where: { serviceId: service.id }, order: { at: 'DESC' }, take: 10 });
    const model = {
      form,
      service,
      base: `${area.path}/${service.id}`,
      connectorNameKey: `connectors:${shown.connectorId}.name`,
      connectorTextKey: `connectors:${shown.connectorId}.summary`,
      administrator: actor.administrator,
      unapprovedHosts: shown.unapprovedHosts,
      fields: shown.fields.map((field) => ({
        ...field,
        inputType: field.type in INPUT_TYPES ? INPUT_TYPES[field.type as keyof typeof INPUT_TYPES] : null,
        secret: field.type === 'secret',
        alreadySet: shown.secretsSet.includes(field.name),
        mustBeFilled: field.required && !shown.secretsSet.includes(field.name),
      })),
      clearable: shown.fields
        .filter((field) => field.type === 'secret' && !field.required && shown.secretsSet.includes(field.name))
        .map((field) => ({ value: field.name, labelKey: field.labelKey })),
      checks: checks.map((check) => ({
        at: check.at,
        healthy: check.healthy,
        reasonKey: check.reason === null ? null : reasonKey(check.reason),
        detail: check.detail,
        latency: check.latency,
        version: check.version,
      })),
    };
    const options = {
      title: { key: 'catalogue:connection.title', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(area),
    };
    if (Object.keys(errors).length > 0)
      await this.pages.showErrors(request, reply, 'catalogue/connection', model, options);
    else await this.pages.show(request, reply, 'catalogue/connection', model, options);
  }
}

function shownValues(shown: ShownSettings): Record<string, FormValue> {
  return Object.fromEntries(
    shown.fields
      .filter((field) => field.type !== 'secret')
      .map((field) => [field.name, textOf(shown.values[field.name] ?? field.defaultValue)]),
  );
}

/** What was typed, secrets excepted: those are typed again. */
function typedValues(shown: ShownSettings, typed: Readonly<Record<string, unknown>>): Record<string, FormValue> {
  return Object.fromEntries(
    shown.fields.filter((field) => field.type !== 'secret').map((field) => [field.name, textOf(typed[field.name])]),
  );
}

function textOf(value: unknown): FormValue {
  if (value === true) return 'on';
  return value === undefined || value === null || value === false || typeof value === 'object' ? '' : String(value);
}
