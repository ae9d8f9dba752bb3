import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formWithError, readForm } from '../../../platform/forms/read-form.js';
import { operatorArea } from '../../../platform/pages/area.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { changeForm, refusalForm } from './change.form.js';
import { SubscriptionChanges } from './subscription-changes.service.js';
import { SubscriptionPages } from './subscription-pages.service.js';

/** One subscription to a service of the operator's structures: its plan, what it uses, what its holder asks. */
@Controller('operateur/acces/:id')
@Access('operator')
export class SubscriptionDecisionsController {
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
    await this.draw(request, reply, actor, knownId(id), null);
  }

  @Post('formule')
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(changeForm, body);
    if (!form.ok) return this.draw(request, reply, actor, knownId(id), form.error);
    const { plan, ...granted } = form.value;
    const done = await this.changes.grant(actor, knownId(id), { ...granted, planId: plan });
    if (!done.ok && done.error !== 'changed') {
      const [field, key] =
        done.error === 'unknown-plan' ? ['plan', 'ui:errors.choice'] : ['lower', 'subscriptions:errors.belowUsage'];
      return this.draw(request, reply, actor, id, formWithError(body, field!, { key: key! }));
    }
    await this.after(request, reply, id, done.ok, 'changed');
  }

  @Post('refus')
  async refuse(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(refusalForm, body);
    if (!form.ok) return this.draw(request, reply, actor, knownId(id), form.error);
    const done = await this.changes.refuse(actor, knownId(id), form.value.answer, form.value.seen);
    await this.after(request, reply, id, done.ok, 'changeRefused');
  }

  private after(request: FastifyRequest, reply: FastifyReply, id: string, done: boolean, key: string): Promise<void> {
    const flash: Flash = done
      ? { kind: 'success', key: `subscriptions:flash.${key}` }
      : { kind: 'warning', key: 'subscriptions:flash.changedMeanwhile' };
    return this.pages.goTo(request, reply, `/operateur/acces/${id}`, flash);
  }

  /** `form` null: as it stands now. */
  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    form: FormState | null,
  ): Promise<void> {
    const model = await this.subscriptionPages.operated(actor, id, request.locale, form);
    const { holder } = model as unknown as { holder: string };
    const options = {
      title: { text: holder },
      breadcrumbs: operatorArea.breadcrumbs,
    };
    if (form !== null) await this.pages.showErrors(request, reply, 'subscriptions/operated', model, options);
    else await this.pages.show(request, reply, 'subscriptions/operated', model, options);
  }
}
