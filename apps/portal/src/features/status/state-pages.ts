import { Injectable } from '@nestjs/common';
import { reasonKey } from '@ronron/connectors';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longText } from '../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import type { Actor } from '../../platform/security/actor.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import { ServiceHealth } from './service-health.service.js';
import { ServiceStates } from './service-states.service.js';

const settable = ['operational', 'degraded', 'down', 'maintenance'] as const;

const stateForm = z.object({
  state: z.enum(settable, { error: 'status:errors.stateMissing' }),
  note: longText(500),
});

/** Draws and reads the page of a service's state and health, for operators and administrators. */
@Injectable()
export class StatePages {
  constructor(
    private readonly services: ManagedServices,
    private readonly states: ServiceStates,
    private readonly health: ServiceHealth,
    private readonly pages: Pages,
  ) {}

  async show(area: string, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const service = await this.services.get(actor, id);
    await this.draw(area, actor, id, emptyForm({ state: service.state, note: service.stateNote }), request, reply);
  }

  async set(
    area: string,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    await this.services.get(actor, id);
    const form = readForm(stateForm, body);
    if (!form.ok) return this.draw(area, actor, id, form.error, request, reply, true);
    await this.states.set(actor, id, form.value.state, form.value.note);
    await this.pages.goTo(request, reply, `${area}/${id}/etat`, { kind: 'success', key: 'status:set' });
  }

  async lift(area: string, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.states.lift(actor, id);
    await this.pages.goTo(request, reply, `${area}/${id}/etat`, { kind: 'success', key: 'status:lifted' });
  }

  /** Says in words what the tool answered. */
  async check(area: string, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const service = await this.services.get(actor, id);
    const check = await this.health.checkNow(service.id);
    const reason = check.reason === null ? '' : this.pages.text(request, reasonKey(check.reason));
    await this.pages.goTo(
      request,
      reply,
      `${area}/${id}/connecteur`,
      check.healthy
        ? { kind: 'success', key: 'status:healthy', params: { latency: check.latency ?? 0 } }
        : { kind: 'error', key: 'status:unhealthy', params: { reason } },
    );
  }

  private async draw(
    area: string,
    actor: Actor,
    id: string,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
    wrong = false,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const checks = await this.health.history(id, 50);
    const model = {
      form,
      service,
      base: `${area}/${service.id}`,
      states: settable.map((value) => ({ value, labelKey: `catalogue:states.${value}` })),
      checks: checks.map((check) => ({
        ...check,
        reasonKey: check.reason === null ? null : reasonKey(check.reason),
      })),
    };
    const options = {
      title: { key: 'status:title', params: { name: service.name } },
      breadcrumbs: [{ label: 'catalogue:edit.title', href: area }],
    };
    if (wrong) await this.pages.showErrors(request, reply, 'status/state', model, options);
    else await this.pages.show(request, reply, 'status/state', model, options);
  }
}
