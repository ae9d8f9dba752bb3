import { Body, Controller, Get, Param, Post, Query, Res, type Type } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import type { FastifyReply } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { communeWebhooks, notificationsOf, serviceWebhooks, type WebhookArea } from './webhook-area.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookPage } from './webhook-page.js';
import { communeWebhookForm, webhookForm } from './webhook.form.js';

/** The address that the owners of an area are told at, and its secret. */
function webhookEndpointsController(area: WebhookArea): Type {
  const secretPage = (id: string): string => `${notificationsOf(area, id)}/secret`;
  const form = area.kind === 'commune' ? communeWebhookForm : webhookForm;

  @Controller(`${area.path}/:id/notifications`)
  @Access(area.who)
  class WebhookEndpointsController {
    constructor(
      private readonly endpoints: WebhookEndpoints,
      private readonly page: WebhookPage,
      private readonly shownOnce: ShownOnce,
      private readonly pages: Pages,
    ) {}

    @Get()
    async show(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Query('apres') after: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const shown = await this.endpoints.show(actor, { kind: area.kind, id }, isId(after) ? after : null);
      const { url = '', allowPrivate = false } = shown.endpoint ?? {};
      await this.page.draw(area, shown, emptyForm({ url, allowPrivate: allowPrivate ? 'on' : '' }), reply);
    }

    @Post()
    @StepUp()
    async save(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Body() body: unknown,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const place = { kind: area.kind, id };
      const read = readForm(form, body);
      if (!read.ok) return this.page.draw(area, await this.endpoints.show(actor, place, null), read.error, reply);
      const { secret } = await this.endpoints.save(actor, place, read.value);
      if (secret !== null) return this.shownOnce.goTo(reply.request, reply, secretPage(id), secret);
      await this.back(id, 'saved', reply);
    }

    @Post('fin')
    async remove(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      await this.endpoints.remove(actor, { kind: area.kind, id });
      await this.back(id, 'removed', reply);
    }

    @Post('secret')
    @StepUp()
    async rotate(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      const secret = await this.endpoints.rotate(actor, { kind: area.kind, id });
      await this.shownOnce.goTo(reply.request, reply, secretPage(id), secret);
    }

    /** What was just made, this once; else the page from which another is made. */
    @Get('secret')
    async secret(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      const shown = await this.endpoints.show(actor, { kind: area.kind, id }, null);
      const secret = this.shownOnce.take(reply.request, secretPage(id)) as string | null;
      if (secret === null) return this.pages.goTo(reply.request, reply, notificationsOf(area, id));
      await this.page.drawSecret(area, shown, secret, reply);
    }

    @Post('ancien-secret/fin')
    @StepUp()
    async endPrevious(
      @CurrentActor() actor: Actor,
      @Param('id') id: string,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      await this.endpoints.endPrevious(actor, { kind: area.kind, id });
      await this.back(id, 'previousEnded', reply);
    }

    @Post('essai')
    async test(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      const delivery = await this.endpoints.sendTest(actor, { kind: area.kind, id });
      await this.pages.goTo(reply.request, reply, `${notificationsOf(area, id)}/${delivery}`, {
        kind: 'success',
        key: 'webhooks:flash.tested',
      });
    }

    @Post('abandon')
    async abandon(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
      const count = await this.endpoints.abandonUnheard(actor, { kind: area.kind, id });
      await this.back(id, 'abandoned', reply, { count });
    }

    /** @param key the text under `webhooks:flash` that says what was done */
    private async back(
      id: string,
      key: string,
      reply: FastifyReply,
      params: Record<string, number> = {},
    ): Promise<void> {
      const flash = { kind: 'success', key: `webhooks:flash.${key}`, params } as const;
      await this.pages.goTo(reply.request, reply, notificationsOf(area, id), flash);
    }
  }
  return WebhookEndpointsController;
}

export const ServiceWebhooksController = webhookEndpointsController(serviceWebhooks);
export const CommuneWebhooksController = webhookEndpointsController(communeWebhooks);
