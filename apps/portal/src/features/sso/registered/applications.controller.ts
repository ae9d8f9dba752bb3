import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { ApplicationPages, applicationChoices, APPLICATIONS, listOptions, newOptions } from './application-pages.js';
import { applicationForm } from './application.form.js';
import { RegisteredApplications, type ApplicationWishes } from './registered-applications.service.js';

/** Applications that are no service of the catalogue and sign people in with the portal's account. */
@Controller('admin/applications')
@Access('administrator')
export class ApplicationsController {
  constructor(
    private readonly applications: RegisteredApplications,
    private readonly shown: ApplicationPages,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const applications = await this.applications.all();
    await this.pages.show(request, reply, 'sso/registered-index', { applications }, listOptions);
  }

  @Get('nouvelle')
  @StepUp()
  async blank(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = emptyForm({ scopes: ['profile'], consent: 'on', pairwise: 'on', audience: 'everybody' });
    await this.pages.show(request, reply, 'sso/registered-new', { form, ...applicationChoices }, newOptions);
  }

  /** Leads to the page of the application, which shows the secret once. */
  @Post()
  @StepUp()
  async register(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(applicationForm, body);
    if (!form.ok) {
      const model = { form: form.error, ...applicationChoices };
      return this.pages.showErrors(request, reply, 'sso/registered-new', model, newOptions);
    }
    const { id, secret } = await this.applications.register(actor, wishesOf(form.value), form.value.pairwise);
    await this.shownOnce.goTo(request, reply, `${APPLICATIONS}/${id}`, secret);
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.shown.show(request, reply, knownId(id));
  }

  @Post(':id')
  @StepUp()
  async change(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(applicationForm, body);
    if (!form.ok) return this.shown.showErrors(request, reply, knownId(id), form.error);
    await this.applications.change(actor, knownId(id), wishesOf(form.value));
    await this.back(request, reply, id, 'saved');
  }

  /** Leads back to the page, which shows the new secret once. */
  @Post(':id/secret')
  @StepUp()
  async renewSecret(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const secret = await this.applications.renewSecret(actor, knownId(id));
    await this.shownOnce.goTo(request, reply, `${APPLICATIONS}/${id}`, secret);
  }

  @Post(':id/ancien-secret/fin')
  @StepUp()
  async endPreviousSecret(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.applications.endPreviousSecret(actor, knownId(id));
    await this.pages.goTo(request, reply, `${APPLICATIONS}/${id}`, {
      kind: 'success',
      key: 'sso:signIn.oldSecretEnded',
    });
  }

  @Post(':id/arret')
  @StepUp()
  async disable(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.applications.disable(actor, knownId(id));
    await this.back(request, reply, id, 'disabled');
  }

  @Post(':id/reprise')
  @StepUp()
  async enable(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.applications.enable(actor, knownId(id));
    await this.back(request, reply, id, 'enabled');
  }

  @Post(':id/suppression')
  @StepUp()
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const removed = await this.applications.remove(actor, knownId(id));
    if (!removed.ok)
      return this.pages.goTo(request, reply, `${APPLICATIONS}/${id}`, {
        kind: 'warning',
        key: 'sso:registered.stillEnabled',
      });
    await this.pages.goTo(request, reply, APPLICATIONS, { kind: 'success', key: 'sso:registered.removed' });
  }

  private back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    return this.pages.goTo(request, reply, `${APPLICATIONS}/${id}`, { kind: 'success', key: `sso:registered.${key}` });
  }
}

function wishesOf(form: z.output<typeof applicationForm>): ApplicationWishes {
  const { name, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, scopes, consent } = form;
  const { audience, audienceRoles, audienceHelp } = form;
  return {
    ...{ name, redirectUris, postLogoutRedirectUris, scopes, consent, audience, audienceRoles, audienceHelp },
    backchannelLogoutUri: backchannelLogoutUri === '' ? null : backchannelLogoutUri,
  };
}
