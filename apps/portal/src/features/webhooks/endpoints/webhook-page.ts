import { Injectable } from '@nestjs/common';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '../../../platform/pages/pages.js';
import type { WebhookDelivery } from '../webhook-delivery.entity.js';
import { notificationsOf, type WebhookArea } from './webhook-area.js';
import type { ShownEndpoint } from './webhook-endpoints.service.js';

/** Draws how a service, or whoever follows a commune's commitments, is told: address, secret, log. */
@Injectable()
export class WebhookPage {
  constructor(private readonly pages: Pages) {}

  /** With 422 when the form has errors. */
  async draw(
    area: WebhookArea,
    { owner, endpoint, unheard, unapprovedHost, deliveries, next }: ShownEndpoint,
    form: FormState,
    reply: FastifyReply,
  ): Promise<void> {
    const { request } = reply;
    const text = (key: string): string => this.pages.text(request, key);
    const here = notificationsOf(area, owner.place.id);
    const table = tableView({
      caption: text('webhooks:log.title'),
      rows: deliveries,
      columns: [
        {
          label: text('webhooks:log.event'),
          value: (row) => text(`webhooks:events.${eventKey(row)}`),
          href: (row) => `${here}/${row.id}`,
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
      base: `${area.path}/${owner.place.id}`,
      words: `webhooks:${area.words}`,
      ofService: area.kind === 'service',
      ownerName: owner.name,
      endpoint,
      unheard,
      unapprovedHost,
      table,
      next: next === null ? null : `${here}?apres=${next}`,
      previous: null,
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](request, reply, 'webhooks/index', model, {
      title: { key: `webhooks:${area.words}.titleOf`, params: { name: owner.name } },
      breadcrumbs: area.breadcrumbs,
    });
  }

  /** A secret that was just made. */
  async drawSecret(
    area: WebhookArea,
    { owner, endpoint }: ShownEndpoint,
    secret: string,
    reply: FastifyReply,
  ): Promise<void> {
    const model = {
      secret,
      ownerName: owner.name,
      back: notificationsOf(area, owner.place.id),
      previousUntil: endpoint?.previousSecretUntil ?? null,
    };
    await this.pages.show(reply.request, reply, 'webhooks/secret', model, {
      title: 'webhooks:secret.title',
      breadcrumbs: area.breadcrumbs,
    });
  }

  /** Why a delivery failed, in words; empty when it did not. */
  reason(request: FastifyRequest, { failureReason }: WebhookDelivery): string {
    return failureReason === null ? '' : this.pages.text(request, `webhooks:failures.${failureReason}`);
  }
}

/** Locale keys hold no dots of their own. */
export function eventKey({ event }: WebhookDelivery): string {
  return event.replace('.', '-');
}
