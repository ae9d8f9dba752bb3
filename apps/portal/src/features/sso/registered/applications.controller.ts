import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { StepUp } from '../../../platform/security/step-up.js';
import type { OidcClient } from '../clients/oidc-client.entity.js';
import { previousSecretUntil } from '../clients/secret-overlap.js';
import { SsoProvider } from '../provider/sso-provider.service.js';
import { generic } from '../tools/generic.js';
import { applicationForm, applicationScopes } from './application.form.js';
import { RegisteredApplications, type ApplicationWishes } from './registered-applications.service.js';

const HOME = '/admin/applications';
const ADMINISTRATION = { label: 'administration:title', href: '/admin' };
const LIST: PageOptions = { title: 'sso:registered.title', breadcrumbs: [ADMINISTRATION] };
const NEW: PageOptions = {
  title: 'sso:registered.new',
  breadcrumbs: [ADMINISTRATION, { label: 'sso:registered.title', href: HOME }],
};

/** Applications that are no service of the catalogue and sign people in with the portal's account. */
@Controller('admin/applications')
@Access('administrator')
export class ApplicationsController {
  constructor(
    private readonly applications: RegisteredApplications,
    private readonly provider: SsoProvider,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const applications = await this.applications.all();
    await this.pages.show(request, reply, 'sso/registered-index', { applications }, LIST);
  }

  @Get('nouvelle')
  @StepUp()
  async blank(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = emptyForm({ scopes: ['profile'], consent: 'on', pairwise: 'on' });
    await this.pages.show(request, reply, 'sso/registered-new', { form, scopes: scopeChoices }, NEW);
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
      const model = { form: form.error, scopes: scopeChoices };
      return this.pages.showErrors(request, reply, 'sso/registered-new', model, NEW);
    }
    const { id, secret } = await this.applications.register(actor, wishesOf(form.value), form.value.pairwise);
    await this.shownOnce.goTo(request, reply, `${HOME}/${id}`, secret);
  }

  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const client = await this.applications.one(knownId(id));
    const secret = this.shownOnce.take(request, `${HOME}/${id}`) as string | null;
    await this.draw(request, reply, client, null, secret);
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
    if (!form.ok) return this.draw(request, reply, await this.applications.one(knownId(id)), form.error, null);
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
    await this.shownOnce.goTo(request, reply, `${HOME}/${id}`, secret);
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
    await this.pages.goTo(request, reply, `${HOME}/${id}`, { kind: 'success', key: 'sso:signIn.oldSecretEnded' });
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
      return this.pages.goTo(request, reply, `${HOME}/${id}`, { kind: 'warning', key: 'sso:registered.stillEnabled' });
    await this.pages.goTo(request, reply, HOME, { kind: 'success', key: 'sso:registered.removed' });
  }

  private back(request: FastifyRequest, reply: FastifyReply, id: string, key: string): Promise<void> {
    return this.pages.goTo(request, reply, `${HOME}/${id}`, { kind: 'success', key: `sso:registered.${key}` });
  }

  /** `form` null: as the application stands. `secret` null: nobody knows it any more. */
  private async draw(
    request: FastifyRequest,
    reply: FastifyReply,
    client: OidcClient,
    form: FormState | null,
    secret: string | null,
  ): Promise<void> {
    const { issuer } = this.provider;
    const model = {
      client,
      secret,
      previousSecretUntil: previousSecretUntil(client, this.clock.now()),
      form: form ?? formOf(client),
      path: `${HOME}/${client.id}`,
      scopes: scopeChoices,
      pairwise: client.pairwiseSalt !== null,
      settings: generic.settings({
        issuer,
        address: '',
        clientId: client.id,
        clientSecret: secret ?? '…',
        scope: ['openid', ...client.scopes].join(' '),
        idTokenAlg: client.idTokenAlg,
      }),
    };
    const options = { ...NEW, title: { text: client.name } };
    const show = form === null ? 'show' : 'showErrors';
    await this.pages[show](request, reply, 'sso/registered', model, options);
  }
}

const scopeChoices = applicationScopes.map((scope) => ({ value: scope, labelKey: `sso:signIn.told.${scope}` }));

function wishesOf(form: z.output<typeof applicationForm>): ApplicationWishes {
  const { name, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, scopes, consent } = form;
  return {
    ...{ name, redirectUris, postLogoutRedirectUris, scopes, consent },
    backchannelLogoutUri: backchannelLogoutUri === '' ? null : backchannelLogoutUri,
  };
}

function formOf(client: OidcClient): FormState {
  return emptyForm({
    name: client.name,
    redirectUris: client.redirectUris.join('\n'),
    postLogoutRedirectUris: client.postLogoutRedirectUris.join('\n'),
    backchannelLogoutUri: client.backchannelLogoutUri ?? '',
    scopes: [...client.scopes],
    consent: client.consent ? 'on' : '',
  });
}
