import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { RenewalQuestions } from './renewal-questions.service.js';
import { Renewals } from './renewals.service.js';

const PAGE: PageOptions = {
  title: 'subscriptions:renewal.title',
  breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
};

const NONE = 'subscriptions:errors.noneRenewed';
const renewalForm = z.object({
  service: z.union([z.uuid().transform((id) => [id]), z.array(z.uuid()).min(1, NONE).max(200)], { error: NONE }),
});

/** The yearly question, for all services at once. Mails lead here; only the button answers. */
@Controller('mes-services/renouvellement')
@Access('signed-in')
export class RenewalsController {
  constructor(
    private readonly questions: RenewalQuestions,
    private readonly renewals: Renewals,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = { form: emptyForm(), ...(await this.model(actor, request)) };
    await this.pages.show(request, reply, 'subscriptions/renewal', model, PAGE);
  }

  @Post()
  async confirm(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(renewalForm, body);
    if (!form.ok) {
      const model = { form: form.error, ...(await this.model(actor, request)) };
      return this.pages.showErrors(request, reply, 'subscriptions/renewal', model, PAGE);
    }
    await this.renewals.confirm(actor, form.value.service);
    const left = (await this.questions.waitingFor(actor)).length;
    const path = left === 0 ? '/mes-services' : '/mes-services/renouvellement';
    await this.pages.goTo(request, reply, path, { kind: 'success', key: 'subscriptions:flash.renewed' });
  }

  private async model(actor: Actor, request: FastifyRequest): Promise<object> {
    const waiting = await this.questions.waitingFor(actor);
    return {
      options: waiting.map(({ id, service, organisation, suspended, dueAt, suspendedOn }) => ({
        value: id,
        label: organisation === null ? service : `${service} (${organisation})`,
        hint: this.pages.text(request, {
          key: suspended ? 'subscriptions:renewal.isSuspended' : 'subscriptions:renewal.dates',
          params: { due: longDate(dueAt, request.locale), suspended: longDate(suspendedOn, request.locale) },
        }),
      })),
      all: waiting.map(({ id }) => id),
    };
  }
}
