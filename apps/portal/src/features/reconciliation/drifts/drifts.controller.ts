import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { reasonKey, type FailureReason } from '@ronron/connectors';
import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { operatorArea, servicesCrumbs } from '../../../platform/pages/area.js';
import { Pages, type Flash } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { driftsOf } from '../reconciliation-page.js';
import { endForm, knownForm } from '../reconciliation.form.js';
import { ownerOf } from './drift.entity.js';
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
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, id, driftId, emptyForm(), reply);
  }

  @Post('reparation')
  async repair(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.drifts.repair(actor, id, knownId(driftId));
    await this.answer(id, driftId, result, 'repairOrdered', reply);
  }

  @Post('connu')
  async vouchFor(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(knownForm, body);
    if (!form.ok) return this.draw(actor, id, driftId, form.error, reply);
    const result = await this.drifts.vouchFor(actor, id, knownId(driftId), form.value.reason);
    await this.answer(id, driftId, result, 'known', reply);
  }

  @Post('connu/fin')
  async reopen(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.drifts.reopen(actor, id, knownId(driftId));
    await this.answer(id, driftId, result, 'reopened', reply);
  }

  @Get('suppression')
  @StepUp()
  async endingForm(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.draw(actor, id, driftId, emptyForm(), reply, 'reconciliation/ending');
  }

  @Post('suppression')
  @StepUp()
  async end(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('drift') driftId: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(endForm, body);
    if (!form.ok) return this.draw(actor, id, driftId, form.error, reply, 'reconciliation/ending');
    const result = await this.drifts.end(actor, id, knownId(driftId));
    await this.answer(id, driftId, result, 'endOrdered', reply);
  }

  private async draw(
    actor: Actor,
    id: string,
    driftId: string,
    form: FormState,
    reply: FastifyReply,
    view = 'reconciliation/drift',
  ): Promise<void> {
    const { service, drift } = await this.drifts.find(actor, id, knownId(driftId));
    const text = (key: string): string => this.pages.text(reply.request, key);
    const model = {
      form,
      drift,
      path: `${driftsOf(service.id)}/${drift.id}`,
      serviceName: service.name,
      owner: ownerOf(drift),
      kinds: drift.kinds.map((kind) => text(`reconciliation:kindTexts.${kind}`)),
      extra: isExtra(drift),
      leftover: isExtra(drift) && drift.subscriptionId !== null,
      endable: canBeEnded(drift),
      failure: drift.failureReason === null ? '' : text(reasonKey(drift.failureReason as FailureReason)),
    };
    const draw = Object.keys(form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](reply.request, reply, view, model, {
      title: { key: 'reconciliation:drift.title', params: { name: model.owner } },
      breadcrumbs: [...servicesCrumbs(operatorArea), { label: 'reconciliation:title', href: driftsOf(service.id) }],
    });
  }

  /** @param key the text under `reconciliation:flash` that says what was done */
  private async answer(
    id: string,
    driftId: string,
    result: Result<void, 'already'>,
    key: string,
    reply: FastifyReply,
  ): Promise<void> {
    const flash: Flash = result.ok
      ? { kind: 'success', key: `reconciliation:flash.${key}` }
      : { kind: 'warning', key: 'reconciliation:flash.alreadySettled' };
    await this.pages.goTo(reply.request, reply, `${driftsOf(id)}/${driftId}`, flash);
  }
}
