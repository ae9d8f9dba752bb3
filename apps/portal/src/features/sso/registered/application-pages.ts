import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import { audienceRoles, audiences, type OidcClient } from '../clients/oidc-client.entity.js';
import { previousSecretUntil } from '../clients/secret-overlap.js';
import { SsoProvider } from '../provider/sso-provider.service.js';
import { generic } from '../tools/generic.js';
import { ApplicationOrganisations } from './application-organisations.service.js';
import { applicationScopes } from './application.form.js';
import { RegisteredApplications } from './registered-applications.service.js';

export const APPLICATIONS = '/admin/applications';

const ADMINISTRATION = { label: 'administration:title', href: '/admin' };

export const listOptions: PageOptions = { title: 'sso:registered.title', breadcrumbs: [ADMINISTRATION] };
export const newOptions: PageOptions = {
  title: 'sso:registered.new',
  breadcrumbs: [ADMINISTRATION, { label: 'sso:registered.title', href: APPLICATIONS }],
};

/** What the forms of an application offer to choose. */
export const applicationChoices = {
  scopes: applicationScopes.map((scope) => ({ value: scope, labelKey: `sso:signIn.told.${scope}` })),
  audiences: audiences.map((audience) => ({ value: audience, labelKey: `sso:audience.${audience}` })),
  roles: audienceRoles.map((role) => ({ value: role, labelKey: `sso:audience.${role}` })),
};

/** The page of one application. */
@Injectable()
export class ApplicationPages {
  constructor(
    private readonly applications: RegisteredApplications,
    private readonly organisations: ApplicationOrganisations,
    private readonly provider: SsoProvider,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** With the secret, if it was just made: see `ShownOnce`. */
  async show(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    const client = await this.applications.one(id);
    const secret = this.shownOnce.take(request, `${APPLICATIONS}/${id}`) as string | null;
    const model = await this.model(client, formOf(client), emptyForm(), secret);
    await this.pages.show(request, reply, 'sso/registered', model, optionsFor(client));
  }

  async showErrors(request: FastifyRequest, reply: FastifyReply, id: string, form: FormState): Promise<void> {
    const client = await this.applications.one(id);
    const model = await this.model(client, form, emptyForm(), null);
    await this.pages.showErrors(request, reply, 'sso/registered', model, optionsFor(client));
  }

  async showOrganisationErrors(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    form: FormState,
  ): Promise<void> {
    const client = await this.applications.one(id);
    const model = await this.model(client, formOf(client), form, null);
    await this.pages.showErrors(request, reply, 'sso/registered', model, optionsFor(client));
  }

  /** `secret` null: nobody knows it any more. */
  private async model(
    client: OidcClient,
    form: FormState,
    organisationForm: FormState,
    secret: string | null,
  ): Promise<object> {
    const organisations = client.audience === 'chosen' ? await this.organisations.of(client.id) : [];
    return {
      ...applicationChoices,
      client,
      secret,
      form,
      organisationForm,
      organisations,
      chosen: client.audience === 'chosen',
      nobody: client.audience === 'chosen' && organisations.length === 0 && client.audienceRoles.length === 0,
      path: `${APPLICATIONS}/${client.id}`,
      previousSecretUntil: previousSecretUntil(client, this.clock.now()),
      pairwise: client.pairwiseSalt !== null,
      settings: generic.settings({
        issuer: this.provider.issuer,
        address: '',
        clientId: client.id,
        clientSecret: secret ?? '…',
        scope: ['openid', ...client.scopes].join(' '),
        idTokenAlg: client.idTokenAlg,
      }),
    };
  }
}

function optionsFor(client: OidcClient): PageOptions {
  return { ...newOptions, title: { text: client.name } };
}

function formOf(client: OidcClient): FormState {
  return emptyForm({
    name: client.name,
    redirectUris: client.redirectUris.join('\n'),
    postLogoutRedirectUris: client.postLogoutRedirectUris.join('\n'),
    backchannelLogoutUri: client.backchannelLogoutUri ?? '',
    scopes: [...client.scopes],
    consent: client.consent ? 'on' : '',
    audience: client.audience,
    audienceRoles: [...client.audienceRoles],
    audienceHelp: client.audienceHelp,
  });
}
