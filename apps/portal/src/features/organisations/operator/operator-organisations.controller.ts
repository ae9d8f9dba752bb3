import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { tableView } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { type JoinDecision } from '../joining/join-requests.service.js';
import { knownId } from '../../../platform/security/known-id.js';
import { OperatorOrganisationPages } from './operator-organisation-pages.service.js';
import { OperatorOrganisations } from './operator-organisations.service.js';
import { printedNumberOf } from '../organisation-values.js';
import { ownershipForm, roleForm } from '../organisation.form.js';

const DESK = { label: 'ui:nav.operator', href: '/operateur' };
const LIST = { label: 'organisations:operator.title', href: '/operateur/organisations' };

/** Organisations that use our services, for operators. */
@Controller('operateur/organisations')
@Access('operator')
export class OperatorOrganisationsController {
  constructor(
    private readonly organisations: OperatorOrganisations,
    private readonly organisationPages: OperatorOrganisationPages,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(
    @Query('q') q: unknown,
    @Query('apres') after: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const search = typeof q === 'string' ? q.replaceAll('\u0000', '').trim().slice(0, 100) : '';
    const page = await this.organisations.list(actor, search, isId(after) ? after : null);
    const text = (key: string): string => this.pages.text(request, key);
    const table = tableView({
      caption: text('organisations:operator.title'),
      rows: page.organisations,
      columns: [
        {
          label: text('organisations:operator.name'),
          value: (row) => row.name,
          href: (row) => `/operateur/organisations/${row.id}`,
        },
        { label: text('organisations:operator.kind'), value: (row) => text(`organisations:kinds.${row.kind}`) },
        { label: text('organisations:fields.commune'), value: (row) => row.commune!.name },
        { label: text('organisations:operator.number'), value: (row) => printedNumberOf(row) },
        { label: text('organisations:operator.since'), kind: 'date', value: (row) => row.createdAt },
      ],
    });
    const next =
      page.next === null
        ? null
        : `/operateur/organisations?${new URLSearchParams({ ...(search === '' ? {} : { q: search }), apres: page.next }).toString()}`;
    await this.pages.show(
      request,
      reply,
      'organisations/operator-index',
      { table, next, search },
      { title: 'organisations:operator.title', breadcrumbs: [DESK] },
    );
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const model = { ...(await this.organisationPages.show(actor, knownId(id))), form: emptyForm(), chosen: null };
    await this.pages.show(request, reply, 'organisations/operator-show', model, {
      title: { text: model.organisation.name },
      breadcrumbs: [DESK, LIST],
    });
  }

  @Post(':id/adhesions/:demande/accord')
  async accept(
    @Param('id') id: string,
    @Param('demande') asked: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(request, reply, actor, id, asked, 'accepted', body);
  }

  @Post(':id/adhesions/:demande/refus')
  async refuse(
    @Param('id') id: string,
    @Param('demande') asked: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(request, reply, actor, id, asked, 'refused', { role: 'member' });
  }

  @Post(':id/membres/:membre/responsabilite')
  async giveOwnership(
    @Param('id') id: string,
    @Param('membre') member: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(ownershipForm, body);
    if (!form.ok) {
      const model = { ...(await this.organisationPages.show(actor, knownId(id))), form: form.error, chosen: member };
      return this.pages.showErrors(request, reply, 'organisations/operator-show', model, {
        title: { text: model.organisation.name },
        breadcrumbs: [DESK, LIST],
      });
    }
    const given = await this.organisations.giveOwnership(actor, knownId(id), knownId(member), form.value.check);
    await this.answer(request, reply, id, given.ok, 'organisations:flash.ownershipGiven');
  }

  private async decide(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    asked: string,
    decision: JoinDecision,
    body: unknown,
  ): Promise<void> {
    const form = readForm(roleForm, body);
    if (!form.ok) throw new AppError(NOT_FOUND);
    const decided = await this.organisations.decide(actor, knownId(id), knownId(asked), decision, form.value.role);
    await this.answer(request, reply, id, decided.ok, `organisations:flash.join-${decision}`);
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    done: boolean,
    key: string,
  ): Promise<void> {
    const flash = done
      ? ({ kind: 'success', key } as const)
      : ({ kind: 'warning', key: 'organisations:refusals.already' } as const);
    await this.pages.goTo(request, reply, `/operateur/organisations/${id}`, flash);
  }
}
