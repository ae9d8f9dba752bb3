import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import { tableView } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { operatorArea, servicesCrumbs } from '../../platform/pages/area.js';
import { Pages, type Flash } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { holderName } from '../subscriptions/subscription.entity.js';
import type { ItemStatus } from './bulk-item.entity.js';
import type { BulkStatus } from './bulk-operation.entity.js';
import { operationsOf } from './bulk-operations.controller.js';
import { BulkOperations } from './bulk-operations.service.js';

/** One change for many subscriptions: how far it is, and what can still be decided about it. */
@Controller('operateur/services/:id/operations/:operation')
@Access('operator')
export class BulkOperationController {
  constructor(
    private readonly operations: BulkOperations,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { request } = reply;
    const { service, operation, counts, items } = await this.operations.show(actor, id, knownId(operationId));
    const text = (key: string): string => this.pages.text(request, key);
    const of = (...statuses: ItemStatus[]): number =>
      statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
    const table = tableView({
      caption: text('bulk:items.caption'),
      rows: items,
      columns: [
        { label: text('bulk:items.whose'), value: ({ subscription }) => holderName(subscription!) },
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
      path: `${operationsOf(service.id)}/${operation.id}`,
      total: of('todo', 'ordered', 'done', 'skipped', 'failed'),
      over: of('done', 'skipped', 'failed'),
      facts: (['todo', 'ordered', 'done', 'skipped', 'failed'] as const)
        .filter((status) => of(status) > 0)
        .map((status) => ({ term: text(`bulk:itemStatus.${status}`), value: of(status) })),
      table,
    };
    await this.pages.show(request, reply, 'bulk/show', model, {
      title: { key: `bulk:titles.${operation.kind}`, params: { name: service.name } },
      breadcrumbs: [...servicesCrumbs(operatorArea), { label: 'bulk:title', href: operationsOf(service.id) }],
    });
  }

  @Post('pause')
  pause(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.turn(actor, id, operationId, 'paused', reply);
  }

  @Post('reprise')
  resume(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.turn(actor, id, operationId, 'running', reply);
  }

  @Post('arret')
  stop(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('operation') operationId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.turn(actor, id, operationId, 'stopped', reply);
  }

  private async turn(
    actor: Actor,
    id: string,
    operationId: string,
    to: Exclude<BulkStatus, 'done'>,
    reply: FastifyReply,
  ): Promise<void> {
    const turned = await this.operations.turn(actor, id, knownId(operationId), to);
    const flash: Flash = turned.ok
      ? { kind: 'success', key: `bulk:flash.${to}` }
      : { kind: 'warning', key: 'bulk:flash.already' };
    await this.pages.goTo(reply.request, reply, `${operationsOf(id)}/${operationId}`, flash);
  }
}
