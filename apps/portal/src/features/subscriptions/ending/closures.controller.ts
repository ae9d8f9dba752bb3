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
import { ClosurePages } from './closure-pages.service.js';
import { Closures } from './closures.service.js';

const PAGE: PageOptions = {
  title: 'subscriptions:closure.title',
  breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }],
};

const steps = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .pipe(z.array(z.string().max(60)).max(20));
const ticksForm = z.object({ step: steps });
const finishForm = z.object({
  saved: z.string({ error: 'subscriptions:errors.saved' }).min(1, 'subscriptions:errors.saved'),
});

/** A closure that goes on: its dates, what to do before them, and what comes after. */
@Controller('mes-services/:id/fermeture')
@Access('signed-in')
export class ClosuresController {
  constructor(
    private readonly closures: Closures,
    private readonly closurePages: ClosurePages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const model = await this.closurePages.show(actor, knownId(id), emptyForm());
    if (model === null) return this.pages.goTo(request, reply, '/mes-services');
    await this.pages.show(request, reply, 'subscriptions/closure', model, PAGE);
  }

  @Post('etapes')
  async tick(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(ticksForm, body);
    if (!form.ok) return this.again(request, reply, actor, id, form.error);
    await this.closures.tick(actor, knownId(id), form.value.step);
    await this.back(request, reply, id, 'subscriptions:flash.ticked');
  }

  @Post('rappel')
  async callBack(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const called = await this.closures.callBack(actor, knownId(id));
    if (!called.ok) {
      const key = `subscriptions:flash.${called.error}`;
      return this.pages.goTo(request, reply, `/mes-services/${id}/fermeture`, { kind: 'warning', key });
    }
    await this.pages.goTo(request, reply, '/mes-services', { kind: 'success', key: 'subscriptions:flash.calledBack' });
  }

  @Post('effacement')
  @StepUp()
  async finish(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(finishForm, body);
    if (!form.ok) return this.again(request, reply, actor, id, form.error);
    await this.closures.finish(actor, knownId(id));
    await this.back(request, reply, id, 'subscriptions:flash.over');
  }

  private async again(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    form: FormState,
  ): Promise<void> {
    const model = await this.closurePages.show(actor, knownId(id), form);
    if (model === null) return this.pages.goTo(request, reply, '/mes-services');
    await this.pages.showErrors(request, reply, 'subscriptions/closure', model, PAGE);
  }

  private async back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    await this.pages.goTo(request, reply, `/mes-services/${id}/fermeture`, { kind: 'success', key });
  }
}
