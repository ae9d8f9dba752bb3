import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { isId, type Result } from '@ronron/kernel';
import type { FastifyReply } from 'fastify';
import { emptyForm, readForm } from '../../platform/forms/read-form.js';
import { Pages, type Flash } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import type { Actor } from '../../platform/security/actor.js';
import { CurrentActor } from '../../platform/security/current-actor.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import { driftsOf, listNamed, ReconciliationPage } from './reconciliation-page.js';
import { modeForm } from './reconciliation.form.js';
import { ReconciliationRuns } from './runs/reconciliation-runs.service.js';

/** A service compared with what was granted. */
@Controller('operateur/services/:id/ecarts')
@Access('operator')
export class ReconciliationController {
  constructor(
    private readonly services: ManagedServices,
    private readonly runs: ReconciliationRuns,
    private readonly page: ReconciliationPage,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Query('liste') list: unknown,
    @Query('apres') after: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const service = await this.services.get(actor, id);
    const form = emptyForm({ mode: await this.runs.modeOf(service.id) });
    await this.page.draw(service, form, listNamed(list), isId(after) ? after : null, reply);
  }

  @Post('comparaison')
  async compare(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(id, await this.runs.compare(actor, id), 'started', reply);
  }

  @Post('comparaison/arret')
  async stop(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(id, await this.runs.stop(actor, id), 'stopped', reply);
  }

  @Post('reparation')
  async repairAll(@CurrentActor() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(id, await this.runs.repairAll(actor, id), 'repairOrdered', reply);
  }

  @Post('reglage')
  async setMode(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(modeForm, body);
    if (!form.ok) return this.page.draw(await this.services.get(actor, id), form.error, 'open', null, reply);
    await this.runs.setMode(actor, id, form.value.mode);
    await this.pages.goTo(reply.request, reply, driftsOf(id), { kind: 'success', key: 'reconciliation:flash.set' });
  }

  /** @param key the text under `reconciliation:flash` that says what was begun */
  private async answer(
    id: string,
    result: Result<unknown, 'already'>,
    key: string,
    reply: FastifyReply,
  ): Promise<void> {
    const flash: Flash = result.ok
      ? { kind: 'success', key: `reconciliation:flash.${key}` }
      : { kind: 'warning', key: 'reconciliation:flash.already' };
    await this.pages.goTo(reply.request, reply, driftsOf(id), flash);
  }
}
