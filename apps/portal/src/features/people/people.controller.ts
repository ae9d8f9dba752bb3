import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { isId, type Result } from '@ronron/kernel';
import { tableView, type FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longText } from '../../platform/forms/form-fields.js';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { knownId } from '../../platform/security/known-id.js';
import { addressProved, type Account } from '../accounts/account.entity.js';
import { AccountSuspensions, type SuspensionRefusal } from '../accounts/closing/account-suspensions.service.js';
import { ConfirmationResends } from '../accounts/sign-up/confirmation-resends.service.js';
import { OperatorPeople, type PeopleFilter, type Person } from './operator-people.service.js';

const DESK = { label: 'ui:nav.operator', href: '/operateur' };
const LIST = { label: 'people:index.title', href: '/operateur/personnes' };
const FILTERS: Readonly<Record<string, PeopleFilter>> = { connues: 'known', 'non-confirmees': 'unconfirmed' };

const reasonForm = z.object({ reason: longText(500, 'people:errors.reason') });

/** The people whom an operator serves. */
@Controller('operateur/personnes')
@Access('operator')
export class PeopleController {
  constructor(
    private readonly people: OperatorPeople,
    private readonly suspensions: AccountSuspensions,
    private readonly confirmations: ConfirmationResends,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Query() query: { q?: unknown; etat?: unknown; apres?: unknown },
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const search = typeof query.q === 'string' ? query.q.replaceAll('\u0000', '').trim().slice(0, 100) : '';
    const state = Object.keys(FILTERS).find((name) => name === query.etat) ?? 'connues';
    const page = await this.people.list(actor, FILTERS[state]!, search, isId(query.apres) ? query.apres : null);
    const text = (key: string): string => this.pages.text(request, key);
    const address = (params: Record<string, string>): string =>
      `/operateur/personnes?${new URLSearchParams({ ...(search === '' ? {} : { q: search }), ...params }).toString()}`;
    const table = tableView({
      caption: text('people:index.title'),
      rows: page.people,
      columns: [
        {
          label: text('people:fields.name'),
          value: (row) => row.displayName,
          href: (row) => `/operateur/personnes/${row.id}`,
        },
        { label: text('people:fields.email'), value: (row) => row.email },
        { label: text('people:fields.commune'), value: (row) => row.commune?.name ?? '' },
        { label: text('people:fields.since'), kind: 'date', value: (row) => row.createdAt },
        {
          label: text('people:fields.state'),
          kind: 'badge',
          status: (row) => stateOf(row),
          value: (row) => text(`people:states.${stateOf(row)}`),
        },
      ],
    });
    const tabs = Object.keys(FILTERS).map((name) => ({
      label: text(`people:tabs.${name}`),
      href: address({ etat: name }),
      current: name === state,
    }));
    await this.pages.show(
      request,
      reply,
      'people/index',
      { table, tabs, search, state, next: page.next === null ? null : address({ etat: state, apres: page.next }) },
      { title: 'people:index.title', breadcrumbs: [DESK] },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, await this.people.find(actor, knownId(id)), emptyForm());
  }

  @Post(':id/suspension')
  async suspend(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = await this.people.find(actor, knownId(id));
    const form = readForm(reasonForm, body);
    if (!form.ok) return this.draw(request, reply, person, form.error);
    const done = await this.suspensions.suspend(actor, id, form.value.reason);
    await this.answer(request, reply, id, done, 'people:flash.suspended');
  }

  @Post(':id/reprise')
  async resume(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = await this.people.find(actor, knownId(id));
    const form = readForm(reasonForm, body);
    if (!form.ok) return this.draw(request, reply, person, form.error);
    const done = await this.suspensions.resume(actor, id, form.value.reason);
    await this.answer(request, reply, id, done, 'people:flash.resumed');
  }

  @Post(':id/confirmation')
  async resend(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.people.find(actor, knownId(id));
    await this.answer(request, reply, id, await this.confirmations.resend(actor, id), 'people:flash.resent');
  }

  private async draw(request: FastifyRequest, reply: FastifyReply, person: Person, form: FormState): Promise<void> {
    const { account } = person;
    const page = { title: { text: account.displayName }, breadcrumbs: [DESK, LIST] };
    const model = { form, ...modelOf(person) };
    if (Object.keys(form.errors).length > 0) await this.pages.showErrors(request, reply, 'people/show', model, page);
    else await this.pages.show(request, reply, 'people/show', model, page);
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    result: Result<void, SuspensionRefusal | 'already-confirmed' | 'closing'>,
    key: string,
  ): Promise<void> {
    await this.pages.goTo(
      request,
      reply,
      `/operateur/personnes/${id}`,
      result.ok ? { kind: 'success', key } : { kind: 'error', key: `people:refusals.${result.error}` },
    );
  }
}

function stateOf(account: Account): 'suspended' | 'bounced' | 'unconfirmed' | 'awaiting-parent' | 'active' {
  if (account.suspendedAt !== null) return 'suspended';
  if (account.bouncedAt !== null) return 'bounced';
  if (account.confirmedAt !== null) return 'active';
  return addressProved(account) ? 'awaiting-parent' : 'unconfirmed';
}

function modelOf({ served, account, subscriptions, requests, organisations, conversations }: Person): object {
  return {
    id: account.id,
    served,
    name: account.displayName,
    email: account.email,
    commune: account.commune?.name ?? '',
    createdAt: account.createdAt,
    lastSignInAt: account.lastSignInAt,
    state: stateOf(account),
    suspendedAt: account.suspendedAt,
    bouncedAt: account.bouncedAt,
    unconfirmed: account.confirmedAt === null,
    parentAskedAt: account.confirmedAt === null ? account.parentAskedAt : null,
    deleteAfter: account.deleteAfter,
    subscriptions: subscriptions.map(({ service, status, startedAt }) => ({
      name: service!.name,
      status,
      since: startedAt,
    })),
    requests: requests.map((request) => ({
      href: `/operateur/demandes/${request.id}`,
      name: request.service!.name,
      organisation: request.organisation?.name ?? null,
      status: request.status,
      at: request.submittedAt ?? request.createdAt,
    })),
    organisations: organisations.map(({ organisation, role }) => ({
      href: `/operateur/organisations/${organisation!.id}`,
      name: organisation!.name,
      role,
    })),
    conversations: conversations.map((conversation) => ({
      href: `/operateur/aide/${conversation.id}`,
      subject: conversation.subject,
      at: conversation.lastMessageAt,
    })),
  };
}
