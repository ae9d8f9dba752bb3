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
import { Closures, type EndingSubject } from './closures.service.js';

const PAGE: PageOptions = {
  title: 'subscriptions:ending.title',
  breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
};

const endingForm = z.object({
  sure: z.string({ error: 'subscriptions:errors.sure' }).min(1, 'subscriptions:errors.sure'),
});

/** The wish to end a service, once its holder knows what goes with it; the countdown follows. */
@Controller('mes-services/:id/fin')
@Access('signed-in')
export class SubscriptionEndingsController {
  constructor(
    private readonly closures: Closures,
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
    const subject = await this.closures.subject(actor, knownId(id));
    if ((await this.closures.goingOn(id)) !== null)
      return this.pages.goTo(request, reply, `/mes-services/${id}/fermeture`);
    await this.pages.show(request, reply, 'subscriptions/ending', modelOf(subject, emptyForm()), PAGE);
  }

  @Post()
  @StepUp()
  async begin(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subject = await this.closures.subject(actor, knownId(id));
    const form = readForm(endingForm, body);
    if (!form.ok)
      return this.pages.showErrors(request, reply, 'subscriptions/ending', modelOf(subject, form.error), PAGE);
    await this.closures.begin(actor, id);
    await this.pages.goTo(request, reply, `/mes-services/${id}/fermeture`, {
      kind: 'success',
      key: 'subscriptions:flash.begun',
    });
  }
}

function modelOf({ subscription, people, endsAt }: EndingSubject, form: FormState): object {
  const service = subscription.service!;
  return {
    form,
    id: subscription.id,
    service: service.name,
    structure: service.structure!.name,
    organisation: subscription.organisation?.name ?? null,
    people,
    endsAt,
  };
}
