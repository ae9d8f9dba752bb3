import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { isId, type Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longText, tickBox } from '../../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { holderName } from '../subscription.entity.js';
import {
  OperatorSubscriptions,
  subscriptionFilters,
  type OverseenSubscription,
} from './operator-subscriptions.service.js';

const HERE = '/operateur/abonnements';
const DESK = { label: 'ui:nav.operator', href: '/operateur' };
const LIST = { label: 'subscriptions:operator.title', href: HERE };
const DAYS = ['30', '90', '180', '365'] as const;

const extensionForm = z.object({
  days: z.enum(DAYS, { error: 'ui:errors.choice' }).transform(Number),
  why: longText(1000, 'subscriptions:errors.why'),
});
const endForm = z.object({ reason: longText(2000, 'subscriptions:errors.reason'), atOnce: tickBox() });

/** The years of subscriptions, for operators: who was asked, who answered, what ends. */
@Controller('operateur/abonnements')
@Access('operator')
export class OperatorSubscriptionsController {
  constructor(
    private readonly subscriptions: OperatorSubscriptions,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Query('etat') state: unknown,
    @Query('apres') after: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = subscriptionFilters.find((known) => known === state) ?? null;
    const page = await this.subscriptions.list(actor, filter, isId(after) ? after : null);
    const text = (key: string): string => this.pages.text(request, `subscriptions:operator.${key}`);
    const tabs = [null, ...subscriptionFilters].map((name) => ({
      label: text(`filters.${name ?? 'all'}`),
      href: name === null ? HERE : `${HERE}?etat=${name}`,
      current: name === filter,
    }));
    const table = tableView({
      caption: text('title'),
      rows: page.rows,
      columns: [
        {
          label: text('holder'),
          value: ({ subscription }) => holderName(subscription),
          href: ({ subscription }) => `${HERE}/${subscription.id}`,
        },
        { label: text('service'), value: ({ subscription }) => subscription.service!.name },
        {
          label: text('state'),
          kind: 'badge',
          status: statusOf,
          value: (row) => text(`states.${statusOf(row)}`),
        },
        { label: text('dueAt'), kind: 'date', value: ({ renewal }) => renewal?.dueAt ?? null },
        { label: text('endsAt'), kind: 'date', value: ({ closure }) => closure?.endsAt ?? null },
      ],
    });
    const query = new URLSearchParams({ ...(filter === null ? {} : { etat: filter }), apres: page.next ?? '' });
    const next = page.next === null ? null : `${HERE}?${query.toString()}`;
    const model = { table, tabs, next, previous: null };
    await this.pages.show(request, reply, 'subscriptions/operator-index', model, {
      title: 'subscriptions:operator.title',
      breadcrumbs: [DESK],
    });
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const overseen = await this.subscriptions.find(actor, knownId(id));
    const model = this.model(request, overseen, emptyForm());
    await this.pages.show(request, reply, 'subscriptions/operator-show', model, pageOf(overseen));
  }

  @Post(':id/prolongation')
  async extend(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(extensionForm, body);
    if (!form.ok) return this.again(request, reply, actor, id, form.error);
    const extended = await this.subscriptions.extend(actor, knownId(id), form.value.days, form.value.why);
    await this.answer(request, reply, id, extended, 'extended');
  }

  @Post(':id/fin')
  @StepUp()
  async end(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(endForm, body);
    if (!form.ok) return this.again(request, reply, actor, id, form.error);
    const ended = await this.subscriptions.end(actor, knownId(id), form.value.reason, form.value.atOnce);
    await this.answer(request, reply, id, ended, 'endDecided');
  }

  @Post(':id/rappel')
  async callBack(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(request, reply, id, await this.subscriptions.callBack(actor, knownId(id)), 'calledBack');
  }

  private model(request: FastifyRequest, overseen: OverseenSubscription, form: FormState): object {
    const { subscription, renewal, closure } = overseen;
    const text = (key: string): string => this.pages.text(request, `subscriptions:operator.${key}`);
    const facts = [
      { term: text('startedAt'), at: subscription.startedAt },
      { term: text('dueAt'), at: renewal?.dueAt ?? null },
      { term: text('confirmedAt'), at: renewal?.confirmedAt ?? null },
      { term: text('toldAt'), at: renewal?.stageAt ?? null },
      { term: text('endsAt'), at: closure?.endsAt ?? subscription.endedAt },
      { term: text('emptiedAt'), at: closure?.emptiedAt ?? null },
    ].filter(({ at }) => at !== null);
    const live = subscription.status !== 'ended';
    return {
      form,
      id: subscription.id,
      holder: holderName(overseen.subscription),
      service: subscription.service!.name,
      status: statusOf(overseen),
      facts,
      extensionReason: renewal?.extensionReason ?? '',
      reason: closure?.reason ?? '',
      days: DAYS.map((value) => ({
        value,
        label: this.pages.text(request, { key: 'subscriptions:operator.days', params: { count: Number(value) } }),
      })),
      canExtend: live && renewal !== null && (closure === null || closure.cause === 'not-renewed'),
      canEnd: live && closure?.cause !== 'operator',
      canCallBack: closure?.status === 'counting' && closure.cause === 'operator',
    };
  }

  private async again(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    form: FormState,
  ): Promise<void> {
    const overseen = await this.subscriptions.find(actor, knownId(id));
    const model = this.model(request, overseen, form);
    await this.pages.showErrors(request, reply, 'subscriptions/operator-show', model, pageOf(overseen));
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<void, 'already'>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key: `subscriptions:flash.${key}` } as const)
      : ({ kind: 'warning', key: 'subscriptions:flash.already' } as const);
    await this.pages.goTo(request, reply, `${HERE}/${id}`, flash);
  }
}

function pageOf(overseen: OverseenSubscription): PageOptions {
  return { title: { text: holderName(overseen.subscription) }, breadcrumbs: [DESK, LIST] };
}

/** In one word, what an operator wants to know first. */
function statusOf({ subscription, renewal, closure }: OverseenSubscription): string {
  if (closure !== null && subscription.status !== 'ended') return 'ending';
  if (subscription.status !== 'active') return subscription.status;
  if (renewal === null || renewal.stage === 'quiet') return 'active';
  return renewal.stage === 'due' ? 'late' : 'waiting';
}
