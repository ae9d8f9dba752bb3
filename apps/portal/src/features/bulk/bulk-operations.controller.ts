import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { operatorArea, servicesCrumbs } from '../../platform/pages/area.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { holderName } from '../subscriptions/subscription.entity.js';
import { bulkKinds } from './bulk-operation.entity.js';
import { BulkOperations } from './bulk-operations.service.js';
import { bulkForm, MOST_CHOICES } from './bulk.form.js';

/** The changes for many subscriptions of a service: those that were made, and the form for another. */
@Controller('operateur/services/:id/operations')
@Access('operator')
export class BulkOperationsController {
  constructor(
    private readonly operations: BulkOperations,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(actor, id, emptyForm({ who: 'chosen' }), reply);
  }

  @Post()
  async start(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(bulkForm, body);
    if (!form.ok) return this.draw(actor, id, form.error, reply);
    const { kind, quota, who, subscriptions } = form.value;
    const selection = who === 'chosen' ? { ids: subscriptions } : { status: who === 'all' ? null : who };
    const wanted = { kind, quota: kind === 'quota' ? quota : null, selection };
    const started = await this.operations.start(actor, id, wanted);
    if (!started.ok) return this.draw(actor, id, formWithError(body, 'who', { key: 'bulk:errors.empty' }), reply);
    await this.pages.goTo(reply.request, reply, `${operationsOf(id)}/${started.value.id}`, {
      kind: 'success',
      key: 'bulk:flash.started',
    });
  }

  private async draw(actor: Actor, id: string, form: FormState, reply: FastifyReply): Promise<void> {
    const { service, operations } = await this.operations.list(actor, id);
    const subscriptions = await this.operations.choices(service.id, null, MOST_CHOICES);
    const { request } = reply;
    const text = (key: string): string => this.pages.text(request, key);
    const model = {
      form,
      base: `/operateur/services/${service.id}`,
      serviceName: service.name,
      kinds: bulkKinds.map((value) => ({ value, labelKey: `bulk:kinds.${value}`, hintKey: `bulk:kindHints.${value}` })),
      who: ['chosen', 'all', 'active', 'suspended'].map((value) => ({ value, labelKey: `bulk:who.${value}` })),
      choices: subscriptions.map((one) => ({
        value: one.id,
        label: `${holderName(one)} (${text(`bulk:states.${one.status}`)})`,
      })),
      tooMany: subscriptions.length === MOST_CHOICES,
      most: MOST_CHOICES,
      table: tableView({
        caption: text('bulk:past.caption'),
        rows: operations,
        columns: [
          {
            label: text('bulk:past.kind'),
            value: ({ kind }) => text(`bulk:kinds.${kind}`),
            href: (one) => `${operationsOf(service.id)}/${one.id}`,
          },
          {
            label: text('bulk:past.status'),
            kind: 'badge',
            status: ({ status }) => (status === 'paused' ? 'on-hold' : status),
            value: ({ status }) => text(`bulk:status.${status}`),
          },
          { label: text('bulk:past.at'), kind: 'dateTime', value: ({ createdAt }) => createdAt },
        ],
      }),
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'bulk/index', model, {
      title: { key: 'bulk:titleOf', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(operatorArea),
    });
  }
}

/** The address of the operations on a service's subscriptions. */
export function operationsOf(serviceId: string): string {
  return `${operatorArea.path}/${serviceId}/operations`;
}
