import { Controller, Get, Param, Post, Res, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { communeWebhooks, notificationsOf, serviceWebhooks, type WebhookArea } from './webhook-area.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { eventKey, WebhookPage } from './webhook-page.js';

/** What was sent, or could not be, to the owners of an area. */
function webhookDeliveriesController(area: WebhookArea): Type {
  @Controller(`${area.path}/:id/notifications/:delivery`)
  @Access(area.who)
  class WebhookDeliveriesController {
    constructor(
      private readonly endpoints: WebhookEndpoints,
      private readonly page: WebhookPage,
      private readonly pages: Pages,
    ) {}

    @Get()
    async show(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('delivery') deliveryId: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const { request } = reply;
      const place = { kind: area.kind, id: knownId(id) };
      const { owner, delivery } = await this.endpoints.delivery(actor, place, knownId(deliveryId));
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
        base: `${area.path}/${id}`,
        facts,
        eventKey: eventKey(delivery),
        ownerName: owner.name,
        reason: this.page.reason(request, delivery),
        canReplay: delivery.status !== 'queued' && delivery.status !== 'running',
      };
      const up = { label: `webhooks:${area.words}.title`, href: notificationsOf(area, id) };
      await this.pages.show(request, reply, 'webhooks/delivery', model, {
        title: `webhooks:events.${eventKey(delivery)}`,
        breadcrumbs: [...area.breadcrumbs, up],
      });
    }

    @Post('reprise')
    async replay(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Param('delivery') deliveryId: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const place = { kind: area.kind, id: knownId(id) };
      const replayed = await this.endpoints.replay(actor, place, knownId(deliveryId));
      const flash: Flash = replayed.ok
        ? { kind: 'success', key: 'webhooks:flash.replayed' }
        : { kind: 'warning', key: 'webhooks:flash.already' };
      await this.pages.goTo(reply.request, reply, `${notificationsOf(area, id)}/${deliveryId}`, flash);
    }
  }
  return WebhookDeliveriesController;
}

export const ServiceDeliveriesController = webhookDeliveriesController(serviceWebhooks);
export const CommuneDeliveriesController = webhookDeliveriesController(communeWebhooks);
