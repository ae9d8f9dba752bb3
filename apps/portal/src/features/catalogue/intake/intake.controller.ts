import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { operatorArea } from '../../../platform/pages/area.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { intakes, type Structure } from '../../territories/structure.entity.js';
import type { Service } from '../service.entity.js';
import { intakeForm } from './intake.form.js';
import { Intakes } from './intake.service.js';

/** Where operators say what is open, limited or full. */
@Controller('operateur/accueil')
@Access('operator')
export class IntakeController {
  constructor(
    private readonly intakes: Intakes,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@CurrentActor() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.draw(request, reply, actor, null, emptyForm());
  }

  @Post(':structure')
  async say(
    @Param('structure') structureId: string,
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(intakeForm(await this.intakes.services(actor, knownId(structureId))), body);
    if (!form.ok) return this.draw(request, reply, actor, structureId, form.error);
    await this.intakes.say(actor, structureId, form.value);
    await this.pages.goTo(request, reply, '/operateur/accueil', { kind: 'success', key: 'catalogue:intake.saved' });
  }

  /** `wrong`: the structure whose form was refused; the others are drawn as they stand. */
  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    wrong: string | null,
    refused: FormState,
  ): Promise<void> {
    const structures = (await this.intakes.of(actor)).map(({ structure, services }) => ({
      id: structure.id,
      name: structure.name,
      form: structure.id === wrong ? refused : formOf(structure, services),
      services: services.map(({ id, name }) => ({ name, field: `service-${id}`, note: `note-${id}` })),
    }));
    const model = {
      structures,
      choices: intakes.map((value) => ({ value, labelKey: `catalogue:intake.choices.${value}` })),
    };
    const options = {
      title: 'catalogue:intake.title',
      breadcrumbs: operatorArea.breadcrumbs,
    };
    if (wrong === null) await this.pages.show(request, reply, 'catalogue/intake', model, options);
    else await this.pages.showErrors(request, reply, 'catalogue/intake', model, options);
  }
}

function formOf(structure: Structure, services: readonly Service[]): FormState {
  const said = services.flatMap(({ id, intake, intakeNote }) => [
    [`service-${id}`, intake],
    [`note-${id}`, intakeNote],
  ]);
  return emptyForm({ intake: structure.intake, note: structure.intakeNote, ...Object.fromEntries(said) });
}
