import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { wishForm } from './change.form.js';
import { SubscriptionChanges } from './subscription-changes.service.js';
import { SubscriptionPages } from './subscription-pages.service.js';

/** One granted service: what it gives, what is used of it, and how to ask for more. */
@Controller('mes-services/:id')
@Access('signed-in')
export class HeldSubscriptionsController {
  constructor(
    private readonly subscriptionPages: SubscriptionPages,
    private readonly changes: SubscriptionChanges,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, actor, knownId(id), emptyForm());
  }

  @Post('evolution')
  async ask(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(wishForm, body);
    if (!form.ok) return this.draw(request, reply, actor, knownId(id), form.error, true);
    const { plan, quota, reason } = form.value;
    const asked = await this.changes.ask(actor, knownId(id), { planId: plan, quota, reason });
    if (!asked.ok && asked.error === 'unknown-plan') {
      const again = formWithError(body, 'plan', { key: 'ui:errors.choice' });
      return this.draw(request, reply, actor, id, again, true);
    }
    const flash: Flash = asked.ok
      ? { kind: 'success', key: 'subscriptions:flash.changeAsked' }
      : { kind: 'warning', key: 'subscriptions:flash.changeWaiting' };
    await this.pages.goTo(request, reply, `/mes-services/${id}`, flash);
  }

  @Post('evolution/retrait')
  async withdraw(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.changes.withdraw(actor, knownId(id));
    const flash: Flash = { kind: 'success', key: 'subscriptions:flash.changeWithdrawn' };
    await this.pages.goTo(request, reply, `/mes-services/${id}`, flash);
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    form: FormState,
    wrong = false,
  ): Promise<void> {
    const model = await this.subscriptionPages.held(actor, id, request.locale, form);
    const { service } = model as unknown as { service: { name: string } };
    const options = {
      title: { text: service.name },
      breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
    };
    if (wrong) await this.pages.showErrors(request, reply, 'subscriptions/held', model, options);
    else await this.pages.show(request, reply, 'subscriptions/held', model, options);
  }
}
