import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formWithError, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { ApplicationOrganisations } from './application-organisations.service.js';
import { ApplicationPages } from './application-pages.js';
import { organisationForm } from './application.form.js';

/** Whose members enter an application that is not open to everybody. */
@Controller('admin/applications/:id/organisations')
@Access('administrator')
export class ApplicationOrganisationsController {
  constructor(
    private readonly organisations: ApplicationOrganisations,
    private readonly shown: ApplicationPages,
    private readonly pages: Pages,
  ) {}

  @Post()
  @StepUp()
  async add(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(organisationForm, body);
    if (!form.ok) return this.shown.showOrganisationErrors(request, reply, knownId(id), form.error);
    const added = await this.organisations.add(actor, knownId(id), form.value.organisation);
    if (added.ok) return this.back(request, reply, id, 'organisationAdded');
    const error =
      added.error.kind === 'none'
        ? { key: 'sso:errors.organisationUnknown' }
        : { key: 'sso:errors.organisationUnclear', params: { names: added.error.names.join(', ') } };
    await this.shown.showOrganisationErrors(request, reply, id, formWithError(body, 'organisation', error));
  }

  @Post(':organisation/retrait')
  @StepUp()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Param('organisation') organisation: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.organisations.remove(actor, knownId(id), knownId(organisation));
    await this.back(request, reply, id, 'organisationRemoved');
  }

  private back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    return this.pages.goTo(request, reply, `/admin/applications/${id}`, {
      kind: 'success',
      key: `sso:audience.${key}`,
    });
  }
}
