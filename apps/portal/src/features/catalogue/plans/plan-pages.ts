import { Injectable } from '@nestjs/common';
import { findConnector } from '@ronron/connectors';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { servicesCrumbs, type Area } from '../../../platform/pages/area.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { bytesOf, gigabytesOf } from '../editing/service.form.js';
import { ManagedServices } from '../managed-services.service.js';
import type { Service } from '../service.entity.js';
import { MOST_PLANS, PlanEditor, type PlanValues } from './plan-editor.service.js';
import { planPrices, type Plan } from './plan.entity.js';
import { planForm, type PlanFormValues } from './plan.form.js';
import { PlanWords } from './plan-words.service.js';
import { Plans } from './plans.service.js';

/** Draws and reads the page on which a service's plans are written, for both areas. */
@Injectable()
export class PlanPages {
  constructor(
    private readonly services: ManagedServices,
    private readonly plans: Plans,
    private readonly editor: PlanEditor,
    private readonly words: PlanWords,
    private readonly pages: Pages,
  ) {}

  /** `edited`: the id of the plan to change; anything else draws the form for a new one. */
  async index(
    area: Area,
    actor: Actor,
    id: string,
    edited: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const plan = (await this.plans.all(service.id)).find((one) => one.id === edited);
    const form = plan === undefined ? emptyForm({ price: 'free' }) : formOf(plan);
    await this.draw(area, service, form, request, reply);
  }

  async save(
    area: Area,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const form = readForm(planForm, body);
    if (!form.ok) return this.draw(area, service, form.error, request, reply, true);
    const values = valuesOf(form.value, hasRooms(service));
    if (form.value.plan !== '') {
      await this.editor.replace(actor, id, form.value.plan, values);
      return this.back(area, id, 'saved', request, reply);
    }
    const added = await this.editor.add(actor, id, values);
    await this.back(area, id, added.ok ? 'saved' : 'full', request, reply, added.ok);
  }

  async retire(
    area: Area,
    actor: Actor,
    id: string,
    planId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const done = await this.editor.retire(actor, id, planId);
    await this.back(area, id, done.ok ? 'retired' : 'isDefault', request, reply, done.ok);
  }

  async restore(
    area: Area,
    actor: Actor,
    id: string,
    planId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const done = await this.editor.restore(actor, id, planId);
    await this.back(area, id, done.ok ? 'restored' : 'full', request, reply, done.ok);
  }

  async move(
    area: Area,
    actor: Actor,
    id: string,
    planId: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const direction = (body as { sens?: unknown } | undefined)?.sens === 'haut' ? 'up' : 'down';
    await this.editor.move(actor, id, planId, direction);
    await this.back(area, id, 'moved', request, reply);
  }

  private back(
    area: Area,
    id: string,
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    done = true,
  ): Promise<void> {
    const flash: Flash = { kind: done ? 'success' : 'warning', key: `catalogue:plans.${key}` };
    return this.pages.goTo(request, reply, `${area.path}/${id}/formules`, flash);
  }

  private async draw(
    area: Area,
    service: Service,
    form: FormState,
    request: FastifyRequest,
    reply: FastifyReply,
    wrong = false,
  ): Promise<void> {
    const base = `${area.path}/${service.id}/formules`;
    const plans = await this.plans.all(service.id);
    const offered = plans.filter(({ retiredAt }) => retiredAt === null);
    const model = {
      form,
      area,
      base,
      service,
      rooms: hasRooms(service),
      changing: (form.values['plan'] ?? '') !== '',
      full: offered.length >= MOST_PLANS,
      prices: planPrices.map((value) => ({ value, labelKey: `catalogue:plans.prices.${value}` })),
      plans: plans.map((plan) => ({
        ...plan,
        line: this.words.line(plan, request.locale),
        edit: `${base}?formule=${plan.id}#formule`,
        path: `${base}/${plan.id}`,
        first: plan === offered[0],
        final: plan === offered.at(-1),
      })),
    };
    const options = {
      title: { key: 'catalogue:plans.title', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(area),
    };
    if (wrong) await this.pages.showErrors(request, reply, 'catalogue/plans', model, options);
    else await this.pages.show(request, reply, 'catalogue/plans', model, options);
  }
}

function hasRooms(service: Service): boolean {
  return findConnector(service.connectorId)?.can.rooms ?? false;
}

function valuesOf(form: PlanFormValues, rooms: boolean): PlanValues {
  const { name, summary, mostMembers, price, isDefault } = form;
  const gives = price === 'contribution';
  return {
    name,
    summary,
    quota: bytesOf(form.quotaGigabytes),
    mostMembers,
    rooms: rooms
      ? {
          most: form.mostRooms,
          people: form.roomPeople,
          recording: form.recording,
          livestreaming: form.livestreaming,
          transcription: form.transcription,
        }
      : null,
    price,
    contributionNote: gives ? form.contributionNote : '',
    contributionUrl: gives ? form.contributionUrl : null,
    isDefault,
  };
}

function formOf(plan: Plan): FormState {
  const number = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);
  const tick = (value: boolean | undefined): string => (value === true ? 'on' : '');
  return emptyForm({
    plan: plan.id,
    name: plan.name,
    summary: plan.summary,
    quotaGigabytes: gigabytesOf(plan.quota),
    mostMembers: number(plan.mostMembers),
    price: plan.price,
    contributionNote: plan.contributionNote,
    contributionUrl: plan.contributionUrl ?? '',
    mostRooms: number(plan.rooms?.most),
    roomPeople: number(plan.rooms?.people),
    recording: tick(plan.rooms?.recording),
    livestreaming: tick(plan.rooms?.livestreaming),
    transcription: tick(plan.rooms?.transcription),
    isDefault: tick(plan.isDefault),
  });
}
