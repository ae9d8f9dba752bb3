import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { endForm, knownForm } from '../reconciliation.form.js';
import { ownerOf } from '../reconciliation.controller.js';
import { canBeEnded, Drifts, isExtra } from './drifts.service.js';

/** One thing that a service holds otherwise than granted, and what can be done about it. */
@Controller('operateur/services/:id/ecarts/:drift')
@Access('operator')
export class DriftsController {
  constructor(
    private readonly drifts: Drifts,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, actor, id, driftId, emptyForm());
  }

  @Post('reparation')
  async repair(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.drifts.repair(actor, id, knownId(driftId));
    await this.answer(request, reply, id, driftId, result, 'reconciliation:flash.repairOrdered');
  }

  @Post('connu')
  async vouchFor(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(knownForm, body);
    if (!form.ok) return this.draw(request, reply, actor, id, driftId, form.error);
    const result = await this.drifts.vouchFor(actor, id, knownId(driftId), form.value.reason);
    await this.answer(request, reply, id, driftId, result, 'reconciliation:flash.known');
  }

  @Post('connu/fin')
  async reopen(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.drifts.reopen(actor, id, knownId(driftId));
    await this.answer(request, reply, id, driftId, result, 'reconciliation:flash.reopened');
  }

  @Get('suppression')
  @StepUp()
  async endingForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(request, reply, actor, id, driftId, emptyForm(), 'reconciliation/ending');
  }

  @Post('suppression')
  @StepUp()
  async end(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(endForm, body);
    if (!form.ok) return this.draw(request, reply, actor, id, driftId, form.error, 'reconciliation/ending');
    const result = await this.drifts.end(actor, id, knownId(driftId));
    await this.answer(request, reply, id, driftId, result, 'reconciliation:flash.endOrdered');
  }

  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    id: string,
    driftId: string,
    form: FormState,
    view = 'reconciliation/drift',
  ): Promise<void> {
    const { service, drift } = await this.drifts.find(actor, id, knownId(driftId));
    const text = (key: string): string => this.pages.text(request, key);
    const up = { label: 'reconciliation:title', href: `/operateur/services/${service.id}/ecarts` };
    const model = {
      form,
      drift,
      path: `/operateur/services/${service.id}/ecarts/${drift.id}`,
      serviceName: service.name,
      owner: ownerOf(drift),
      kinds: drift.kinds.map((kind) => text(`reconciliation:kindTexts.${kind}`)),
      extra: isExtra(drift),
      leftover: isExtra(drift) && drift.subscriptionId !== null,
      endable: canBeEnded(drift),
      failure: drift.failureReason === null ? '' : text(reasonKey(drift.failureReason as FailureReason)),
    };
    const options: PageOptions = {
      title: { key: 'reconciliation:drift.title', params: { name: model.owner } },
      breadcrumbs: [
        { label: 'catalogue:edit.operatorDesk', href: '/operateur' },
        { label: 'catalogue:edit.title', href: '/operateur/services' },
        up,
      ],
    };
    const show = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[show](request, reply, view, model, options);
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    driftId: string,
    result: Result<void, 'already'>,
    key: string,
  ): Promise<void> {
    const flash = result.ok
      ? ({ kind: 'success', key } as const)
      : ({ kind: 'warning', key: 'reconciliation:flash.alreadySettled' } as const);
    await this.pages.goTo(request, reply, `/operateur/services/${id}/ecarts/${driftId}`, flash);
  }
}
