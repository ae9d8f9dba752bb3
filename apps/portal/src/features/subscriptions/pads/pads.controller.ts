import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithErrors, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { padChoice, padForm } from './pad.form.js';
import { SubscriptionPads } from './subscription-pads.service.js';

const VIEW = 'subscriptions/pads';

/** The documents of a subscription: the list, making one, opening one. */
@Controller('mes-services/:id/documents')
@Access('signed-in')
export class PadsController {
  constructor(
    private readonly pads: SubscriptionPads,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [model, options] = await this.page(actor, knownId(id));
    await this.pages.show(request, reply, VIEW, model, options);
  }

  @Post()
  async create(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subscription = await this.pads.find(actor, knownId(id));
    const refuse = async (form: FormState): Promise<void> => {
      const [model, options] = await this.page(actor, id, form);
      await this.pages.showErrors(request, reply, VIEW, model, options);
    };
    const form = readForm(padForm, body);
    if (!form.ok) return refuse(form.error);
    const made = await this.pads.create(actor, subscription, form.value.name);
    if (made.ok) {
      const flash = { kind: 'success', key: 'subscriptions:pads.made', params: { name: made.value.name } } as const;
      return this.pages.goTo(request, reply, `/mes-services/${id}/documents`, flash);
    }
    const about = made.error === 'taken' || made.error === 'refused' ? 'pads' : 'errors';
    await refuse(formWithErrors(body, { name: { key: `subscriptions:${about}.${made.error}` } }));
  }

  /** A POST, since it may make a session in the tool. */
  @Post('ouverture')
  async open(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subscription = await this.pads.find(actor, knownId(id));
    const choice = readForm(padChoice, body);
    const opened = choice.ok ? await this.pads.open(actor, subscription, choice.value.name) : null;
    if (opened?.ok) return this.pages.leave(request, reply, opened.value);
    const key = opened === null ? 'subscriptions:pads.nameMissing' : `subscriptions:errors.${opened.error}`;
    await this.pages.goTo(request, reply, `/mes-services/${id}/documents`, { kind: 'error', key });
  }

  private async page(actor: Actor, id: string, form: FormState = emptyForm()): Promise<[object, PageOptions]> {
    const subscription = await this.pads.find(actor, id);
    const listed = await this.pads.list(actor, subscription);
    const service = subscription.service!.name;
    const model = {
      id,
      service,
      organisation: subscription.organisation?.name ?? null,
      form,
      pads: listed.ok ? listed.value : [],
      refusal: listed.ok ? null : listed.error,
    };
    const title = { key: 'subscriptions:pads.title', params: { service } };
    return [model, { title, breadcrumbs: [{ label: 'subscriptions:index.title', href: '/mes-services' }] }];
  }
}
