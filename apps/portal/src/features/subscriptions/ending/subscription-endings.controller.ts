import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { SubscriptionEndings, type EndingSubject } from './subscription-endings.service.js';

const PAGE: PageOptions = {
  title: 'subscriptions:ending.title',
  breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
};

const endingForm = z.object({
  saved: z.string({ error: 'subscriptions:errors.saved' }).min(1, 'subscriptions:errors.saved'),
});

/** The end of a service, once its holder knows what goes with it. */
@Controller('mes-services/:id/fin')
@Access('signed-in')
export class SubscriptionEndingsController {
  constructor(
    private readonly endings: SubscriptionEndings,
    private readonly pages: Pages,
  ) {}

  @Get()
  @StepUp()
  async form(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subject = await this.endings.find(actor, knownId(id));
    await this.pages.show(request, reply, 'subscriptions/ending', modelOf(subject, emptyForm()), PAGE);
  }

  @Post()
  @StepUp()
  async end(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(endingForm, body);
    if (!form.ok) {
      const subject = await this.endings.find(actor, knownId(id));
      return this.pages.showErrors(request, reply, 'subscriptions/ending', modelOf(subject, form.error), PAGE);
    }
    const { service } = await this.endings.end(actor, knownId(id));
    await this.pages.goTo(request, reply, '/mes-services', {
      kind: 'success',
      key: 'subscriptions:flash.ended',
      params: { service: service!.name },
    });
  }
}

function modelOf({ subscription, people }: EndingSubject, form: FormState): object {
  const service = subscription.service!;
  return {
    form,
    id: subscription.id,
    service: service.name,
    structure: service.structure!.name,
    organisation: subscription.organisation?.name ?? null,
    people,
    ready: subscription.status === 'active' && subscription.provisionedAt !== null,
  };
}
