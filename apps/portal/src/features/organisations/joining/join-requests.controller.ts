import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { readOrganisationNumber } from '../identifiers.js';
import { JoinRequests, type JoinDecision } from './join-requests.service.js';
import { knownId } from '../../../platform/security/known-id.js';
import { joinForm, roleForm } from '../organisation.form.js';

const PAGE: PageOptions = {
  title: 'organisations:join.title',
  breadcrumbs: [{ label: 'organisations:index.title', href: '/organisations' }],
};

/** Asking to join an organisation that is here already, and its owners' answer. */
@Controller('organisations')
@Access('signed-in')
export class JoinRequestsController {
  constructor(
    private readonly joinRequests: JoinRequests,
    private readonly pages: Pages,
  ) {}

  @Get('adhesion')
  async form(
    @Query('numero') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const typed = typeof number === 'string' ? number.slice(0, 40) : '';
    await this.pages.show(
      request,
      reply,
      'organisations/join',
      { form: emptyForm({ number: typed }), given: typed !== '' },
      PAGE,
    );
  }

  @Post('adhesion')
  async ask(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = (form: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'organisations/join', { form, given: false }, PAGE);
    const form = readForm(joinForm, body);
    if (!form.ok) return again(form.error);
    const number = readOrganisationNumber(form.value.number);
    if (!number.ok) return again(formWithError(body, 'number', { key: `organisations:errors.number.${number.error}` }));
    const asked = await this.joinRequests.ask(actor, number.value, form.value.message);
    if (!asked.ok && asked.error === 'unknown') {
      return again(formWithError(body, 'number', { key: 'organisations:errors.number.unknown' }));
    }
    await this.pages.goTo(
      request,
      reply,
      '/organisations',
      asked.ok
        ? { kind: 'success', key: 'organisations:flash.asked' }
        : { kind: 'warning', key: `organisations:refusals.${asked.error}` },
    );
  }

  @Post('adhesions/:demande/retrait')
  async withdraw(
    @Param('demande') id: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.joinRequests.withdraw(actor, knownId(id));
    await this.pages.goTo(request, reply, '/organisations', {
      kind: 'success',
      key: 'organisations:flash.withdrawn',
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
    const decided = await this.joinRequests.decide(actor, knownId(id), knownId(asked), decision, form.value.role);
    await this.pages.goTo(
      request,
      reply,
      `/organisations/${id}`,
      decided.ok
        ? { kind: 'success', key: `organisations:flash.join-${decision}` }
        : { kind: 'warning', key: 'organisations:refusals.already' },
    );
  }
}
