import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import type { Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { bulkKinds, type BulkStatus } from './bulk-operation.entity.js';
import { BulkOperations } from './bulk-operations.service.js';
import { bulkForm, MOST_CHOICES } from './bulk.form.js';

const CRUMBS: NonNullable<PageOptions['breadcrumbs']> = [
  { label: 'catalogue:edit.operatorDesk', href: '/operateur' },
  { label: 'catalogue:edit.title', href: '/operateur/services' },
];

/** One change for many subscriptions of a service. */
@Controller('operateur/services/:id/operations')
@Access('operator')
export class BulkController {
  constructor(
    private readonly operations: BulkOperations,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, actor, id, emptyForm({ who: 'chosen' }));
  }

  @Post()
  async start(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(bulkForm, body);
    if (!form.ok) return this.draw(request, reply, actor, id, form.error);
    const { kind, quota, who, subscriptions } = form.value;
    const selection = who === 'chosen' ? { ids: subscriptions } : { status: who === 'all' ? null : who };
    const started = await this.operations.start(actor, id, {
      kind,
      quota: kind === 'quota' ? quota : null,
      selection,
    });
    if (!started.ok)
      return this.draw(request, reply, actor, id, formWithError(body, 'who', { key: 'bulk:errors.empty' }));
    await this.pages.goTo(request, reply, `${path(id)}/${started.value.id}`, {
      kind: 'success',
      key: 'bulk:flash.started',
    });
  }

  @Get(':operation')
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { service, operation, counts, items } = await this.operations.show(actor, id, knownId(operationId));
    const text = (key: string): string => this.pages.text(request, key);
    const of = (...statuses: Parameters<typeof counts.get>[0][]): number =>
      statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    const table = tableView({
      caption: text('bulk:items.caption'),
      rows: items,
      columns: [
        { label: text('bulk:items.whose'), value: ({ subscription }) => holderOf(subscription!) },
        {
          label: text('bulk:items.status'),
          kind: 'badge',
          status: ({ status }) => (status === 'ordered' ? 'in-progress' : status),
          value: ({ status }) => text(`bulk:itemStatus.${status}`),
        },
        {
          label: text('bulk:items.reason'),
          value: ({ failureReason }) => (failureReason === null ? '' : text(reasonKey(failureReason as FailureReason))),
        },
      ],
    });
    const model = {
      operation,
      serviceName: service.name,
      path: `${path(service.id)}/${operation.id}`,
      total: of('todo', 'ordered', 'done', 'skipped', 'failed'),
      over: of('done', 'skipped', 'failed'),
      facts: (['todo', 'ordered', 'done', 'skipped', 'failed'] as const)
        .filter((status) => of(status) > 0)
        .map((status) => ({ term: text(`bulk:itemStatus.${status}`), value: of(status) })),
      table,
    };
    await this.pages.show(request, reply, 'bulk/show', model, {
      title: { key: `bulk:titles.${operation.kind}`, params: { name: service.name } },
      breadcrumbs: [...CRUMBS, { label: 'bulk:title', href: path(service.id) }],
    });
  }

  @Post(':operation/pause')
  async pause(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.turn(actor, id, operationId, 'paused', request, reply);
  }

  @Post(':operation/reprise')
  async resume(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.turn(actor, id, operationId, 'running', request, reply);
  }

  @Post(':operation/arret')
  async stop(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.turn(actor, id, operationId, 'stopped', request, reply);
  }

  private async turn(
    actor: Actor,
    id: string,
    operationId: string,
    to: Exclude<BulkStatus, 'done'>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const result: Result<void, 'already'> = await this.operations.turn(actor, id, knownId(operationId), to);
    const flash = result.ok
      ? ({ kind: 'success', key: `bulk:flash.${to}` } as const)
      : ({ kind: 'warning', key: 'bulk:flash.already' } as const);
    await this.pages.goTo(request, reply, `${path(id)}/${operationId}`, flash);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    form: FormState,
  ): Promise<void> {
    const { service, operations } = await this.operations.list(actor, id);
    const subscriptions = await this.operations.choices(service.id, null, MOST_CHOICES);
    const text = (key: string): string => this.pages.text(request, key);
    const model = {
      form,
      base: `/operateur/services/${service.id}`,
      serviceName: service.name,
      kinds: bulkKinds.map((value) => ({ value, labelKey: `bulk:kinds.${value}`, hintKey: `bulk:kindHints.${value}` })),
      who: ['chosen', 'all', 'active', 'suspended'].map((value) => ({ value, labelKey: `bulk:who.${value}` })),
      choices: subscriptions.map((one) => ({
        value: one.id,
        label: `${holderOf(one)} (${text(`bulk:states.${one.status}`)})`,
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
            href: (one) => `${path(service.id)}/${one.id}`,
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
    const options: PageOptions = {
      title: { key: 'bulk:titleOf', params: { name: service.name } },
      breadcrumbs: CRUMBS,
    };
    const show = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[show](request, reply, 'bulk/index', model, options);
  }
}

function path(serviceId: string): string {
  return `/operateur/services/${serviceId}/operations`;
}

function holderOf({ organisation, account }: Subscription): string {
  return organisation?.name ?? account?.displayName ?? '';
}
