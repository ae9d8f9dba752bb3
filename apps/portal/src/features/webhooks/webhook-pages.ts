import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages, type Flash, type PageOptions } from '../../platform/pages/pages.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoints, type ShownEndpoint } from './webhook-endpoints.service.js';
import type { WebhookPlace } from './webhook-place.js';
import { communeWebhookForm, webhookForm } from './webhook.form.js';

/** Where the pages stand, and what they say there. */
export interface WebhookArea {
  readonly kind: WebhookPlace['kind'];
  /** The owner's own page is there, under its id. */
  readonly path: string;
  /** Locale key of title, lead and the rest, under `webhooks`. */
  readonly words: 'service' | 'commune';
  readonly breadcrumbs: NonNullable<PageOptions['breadcrumbs']>;
}

/** How a service, or whoever follows a commune's commitments, is told: address, secret, log. The same pages in two areas. */
export abstract class WebhookPages {
  protected abstract readonly area: WebhookArea;

  constructor(
    protected readonly endpoints: WebhookEndpoints,
    protected readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('apres') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const shown = await this.endpoints.show(actor, this.place(id), isId(after) ? after : null);
    await this.draw(
      request,
      reply,
      shown,
      emptyForm({ url: shown.endpoint?.url ?? '', allowPrivate: shown.endpoint?.allowPrivate ? 'on' : '' }),
    );
  }

  @Post()
  async save(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(this.area.kind === 'commune' ? communeWebhookForm : webhookForm, body);
    if (!form.ok) return this.draw(request, reply, await this.endpoints.show(actor, this.place(id), null), form.error);
    const { secret } = await this.endpoints.save(actor, this.place(id), form.value);
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
    await this.endpoints.remove(actor, this.place(id));
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.removed' });
  }

  @Post('secret')
  async rotate(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.showSecret(request, reply, actor, id, await this.endpoints.rotate(actor, this.place(id)));
  }

  @Post('ancien-secret/fin')
  async endPrevious(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.endpoints.endPrevious(actor, this.place(id));
    await this.back(request, reply, id, { kind: 'success', key: 'webhooks:flash.previousEnded' });
  }

  @Post('essai')
  async test(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const delivery = await this.endpoints.sendTest(actor, this.place(id));
    const path = `${this.base(id)}/notifications/${delivery}`;
    await this.pages.goTo(request, reply, path, { kind: 'success', key: 'webhooks:flash.tested' });
  }

  @Post('abandon')
  async abandon(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const count = await this.endpoints.abandonUnheard(actor, this.place(id));
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
    const { owner, delivery } = await this.endpoints.delivery(actor, this.place(knownId(id)), knownId(deliveryId));
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
      base: this.base(id),
      facts,
      eventKey: eventKey(delivery),
      ownerName: owner.name,
      reason: this.reason(request, delivery),
      canReplay: delivery.status !== 'queued' && delivery.status !== 'running',
    };
    const up = { label: `webhooks:${this.area.words}.title`, href: `${this.base(id)}/notifications` };
    await this.pages.show(request, reply, 'webhooks/delivery', model, {
      title: `webhooks:events.${eventKey(delivery)}`,
      breadcrumbs: [...this.area.breadcrumbs, up],
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
    const replayed = await this.endpoints.replay(actor, this.place(knownId(id)), knownId(deliveryId));
    const flash: Flash = replayed.ok
      ? { kind: 'success', key: 'webhooks:flash.replayed' }
      : { kind: 'warning', key: 'webhooks:flash.already' };
    await this.pages.goTo(request, reply, `${this.base(id)}/notifications/${deliveryId}`, flash);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    { owner, endpoint, unheard, unapprovedHost, deliveries, next }: ShownEndpoint,
    form: FormState,
  ): Promise<void> {
    const text = (key: string): string => this.pages.text(request, key);
    const base = this.base(owner.place.id);
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
      words: `webhooks:${this.area.words}`,
      ofService: this.area.kind === 'service',
      ownerName: owner.name,
      endpoint,
      unheard,
      unapprovedHost,
      table,
      next: next === null ? null : `${base}/notifications?apres=${next}`,
      previous: null,
    };
    const title = { key: `webhooks:${this.area.words}.titleOf`, params: { name: owner.name } };
    const options: PageOptions = { title, breadcrumbs: this.area.breadcrumbs };
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
    const { owner, endpoint } = await this.endpoints.show(actor, this.place(id), null);
    const model = {
      secret,
      ownerName: owner.name,
      back: `${this.base(id)}/notifications`,
      previousUntil: endpoint?.previousSecretUntil ?? null,
    };
    await this.pages.show(request, reply, 'webhooks/secret', model, {
      title: 'webhooks:secret.title',
      breadcrumbs: this.area.breadcrumbs,
    });
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, flash: Flash): Promise<void> {
    await this.pages.goTo(request, reply, `${this.base(id)}/notifications`, flash);
  }

  private place(id: string): WebhookPlace {
    return { kind: this.area.kind, id };
  }

  private base(id: string): string {
    return `${this.area.path}/${id}`;
  }

  private reason(request: FastifyRequest, { failureReason }: WebhookDelivery): string {
    return failureReason === null ? '' : this.pages.text(request, `webhooks:failures.${failureReason}`);
  }
}

/** Locale keys hold no dots of their own. */
function eventKey({ event }: WebhookDelivery): string {
  return event.replace('.', '-');
}
