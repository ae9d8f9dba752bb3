import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoints, type ShownEndpoint } from './webhook-endpoints.service.js';
import { webhookForm } from './webhook.form.js';

const CRUMBS: PageOptions['breadcrumbs'] = [
  { label: 'catalogue:edit.operatorDesk', href: '/operateur' },
  { label: 'catalogue:edit.title', href: '/operateur/services' },
];

/** How a service is told of its subscriptions: address, secret, log. */
@Controller('operateur/services/:id/notifications')
@Access('operator')
export class WebhooksController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('apres') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shown = await this.endpoints.show(actor, id, isId(after) ? after : null);
    await this.draw(request, reply, shown, emptyForm({ url: shown.endpoint?.url ?? '' }));
  }

  @Post()
  async save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(webhookForm, body);
    if (!form.ok) return this.draw(request, reply, await this.endpoints.show(actor, id, null), form.error);
    const { secret } = await this.endpoints.save(actor, id, form.value.url);
    if (secret !== null) return this.showSecret(request, reply, actor, id, secret);
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.saved' });
  }

  @Post('fin')
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.endpoints.remove(actor, id);
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.removed' });
  }

  @Post('secret')
  async rotate(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.showSecret(request, reply, actor, id, await this.endpoints.rotate(actor, id));
  }

  @Post('ancien-secret/fin')
  async endPrevious(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.endpoints.endPrevious(actor, id);
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.previousEnded' });
  }

  @Post('essai')
  async test(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const delivery = await this.endpoints.sendTest(actor, id);
    const path = `/operateur/services/${id}/notifications/${delivery}`;
    await this.pages.goTo(request, reply, path, { kind: 'success', key: 'webhooks:flash.tested' });
  }

  @Post('abandon')
  async abandon(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const count = await this.endpoints.abandonUnheard(actor, id);
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.abandoned', params: { count } });
  }

  @Get(':delivery')
  async delivery(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('delivery') deliveryId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const delivery = await this.endpoints.delivery(actor, knownId(id), knownId(deliveryId));
    const text = (key: string): string => this.pages.text(request, key);
    const facts = [
      { term: text('webhooks:log.id'), value: delivery.id },
      { term: text('webhooks:log.at'), at: delivery.createdAt },
      { term: text('webhooks:log.attempts'), value: delivery.attempts },
      { term: text('webhooks:log.lastAttempt'), at: delivery.lastAttemptAt },
      { term: text('webhooks:log.nextAttempt'), at: delivery.nextAttemptAt },
      { term: text('webhooks:log.answer'), value: delivery.answerStatus },
    ].filter((fact) => ('at' in fact ? fact.at : fact.value) !== null);
    const model = {
      delivery,
      facts,
      eventKey: eventKey(delivery),
      serviceName: delivery.service!.name,
      reason: this.reason(request, delivery),
      canReplay: delivery.status !== 'queued' && delivery.status !== 'running',
    };
    const up = { label: 'webhooks:title', href: `/operateur/services/${id}/notifications` };
    await this.pages.show(request, reply, 'webhooks/delivery', model, {
      title: `webhooks:events.${eventKey(delivery)}`,
      breadcrumbs: [...CRUMBS!, up],
    });
  }

  @Post(':delivery/reprise')
  async replay(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('delivery') deliveryId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const replayed = await this.endpoints.replay(actor, knownId(id), knownId(deliveryId));
    const flash: Flash = replayed.ok
      ? { kind: 'success', key: 'webhooks:flash.replayed' }
      : { kind: 'warning', key: 'webhooks:flash.already' };
    await this.pages.goTo(request, reply, `/operateur/services/${id}/notifications/${deliveryId}`, flash);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    { service, endpoint, unheard, unapprovedHost, deliveries, next }: ShownEndpoint,
    form: FormState,
  ): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const base = `/operateur/services/${service.id}`;
    const table = tableView({
      caption: text('webhooks:log.title'),
      rows: deliveries,
      columns: [
        {
          label: text('webhooks:log.event'),
          value: (row) => text(`webhooks:events.${eventKey(row)}`),
          href: (row) => `${base}/notifications/${row.id}`,
        },
        {
          label: text('webhooks:log.status'),
          kind: 'badge',
          status: (row) => row.status,
          value: (row) => text(`webhooks:status.${row.status}`),
        },
        { label: text('webhooks:log.attempts'), kind: 'number', value: (row) => row.attempts },
        { label: text('webhooks:log.reason'), value: (row) => this.reason(request, row) },
        { label: text('webhooks:log.at'), kind: 'dateTime', value: (row) => row.createdAt },
      ],
    });
    const model = {
      form,
      base,
      serviceName: service.name,
      endpoint,
      unheard,
      unapprovedHost,
      table,
      next: next === null ? null : `${base}/notifications?apres=${next}`,
      previous: null,
    };
    const title = { key: 'webhooks:titleOf', params: { name: service.name } };
    const options: PageOptions = { title, breadcrumbs: CRUMBS };
    if (Object.keys(form.errors).length > 0)
      await this.pages.showErrors(request, reply, 'webhooks/index', model, options);
    else await this.pages.show(request, reply, 'webhooks/index', model, options);
  }

  /** The answer to the POST itself: a secret stands in no session and no address. */
  private async showSecret(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    secret: string,
  ): Promise<void> {
    const { service, endpoint } = await this.endpoints.show(actor, id, null);
    const model = {
      secret,
      serviceName: service.name,
      back: `/operateur/services/${id}/notifications`,
      previousUntil: endpoint?.previousSecretUntil ?? null,
    };
    await this.pages.show(request, reply, 'webhooks/secret', model, {
      title: 'webhooks:secret.title',
      breadcrumbs: CRUMBS,
    });
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, flash: Flash): Promise<void> {
    await this.pages.goTo(request, reply, `/operateur/services/${id}/notifications`, flash);
  }

  private reason(request: FastifyRequest, { failureReason }: WebhookDelivery): string {
    return failureReason === null ? '' : this.pages.text(request, `webhooks:failures.${failureReason}`);
  }
}

/** Locale keys hold no dots of their own. */
function eventKey({ event }: WebhookDelivery): string {
  return event.replace('.', '-');
}
