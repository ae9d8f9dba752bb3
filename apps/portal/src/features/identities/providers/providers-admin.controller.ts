import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { Choice, FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { emptyForm, formWithErrors, readForm } from '../../../platform/forms/read-form.js';
import { Pages, type PageOptions } from '../../../platform/pages/pages.js';
import { Access } from '../../../platform/security/access.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CurrentActor } from '../../../platform/security/current-actor.js';
import { knownId } from '../../../platform/security/known-id.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { StepUp } from '../../../platform/security/step-up.js';
import { OpenIdClients } from '../openid/openid-clients.service.js';
import { OpenIdFlow } from '../openid/openid-flow.service.js';
import type { IdentityProvider } from './identity-provider.entity.js';
import { IdentityProviders } from './identity-providers.service.js';
import { newProviderForm, providerForm } from './provider.form.js';
import { isKnownProfile, profileRules, providerProfiles, signingAlgorithms } from './provider-profiles.js';

const ADMIN = { label: 'administration:title', href: '/admin' };
const LIST = { label: 'identities:admin.title', href: '/admin/identites' };
const INDEX: PageOptions = { title: 'identities:admin.title', breadcrumbs: [ADMIN] };
const NEW: PageOptions = { title: 'identities:admin.new', breadcrumbs: [ADMIN, LIST] };
const EDIT: PageOptions = { title: 'identities:admin.edit', breadcrumbs: [ADMIN, LIST] };

const profiles: readonly Choice[] = providerProfiles.map((value) => ({
  value,
  labelKey: `identities:profiles.${value}.label`,
  hintKey: `identities:profiles.${value}.hint`,
}));
const algorithms: readonly Choice[] = signingAlgorithms.map((value) => ({ value, label: value }));

/** The providers by which people may sign in, as administrators set them up. */
@Controller('admin/identites')
@Access('administrator')
export class ProvidersAdminController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly clients: OpenIdClients,
    private readonly flow: OpenIdFlow,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const providers = await this.providers.all();
    const model = {
      providers: providers.map(({ id, label, profile, issuer, enabled }) => ({
        id,
        label,
        issuer,
        enabled,
        profileKey: isKnownProfile(profile)
          ? `identities:profiles.${profile}.label`
          : 'identities:admin.unknownProfile',
      })),
    };
    await this.pages.show(request, reply, 'identities/admin', model, INDEX);
  }

  /** The profile is chosen first: what the form proposes depends on it. @throws AppError `not-found` */
  @Get('nouveau/:profile')
  @StepUp()
  async blank(
    @Param('profile') wanted: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const profile = providerProfiles.find((known) => known === wanted);
    if (profile === undefined) throw new AppError(NOT_FOUND);
    const { acrValues, signingAlgorithm } = profileRules[profile];
    const label = profile === 'openid' ? '' : this.pages.text(request, `identities:profiles.${profile}.label`);
    const values = { label, profile, acrValues, signingAlgorithm: signingAlgorithm ?? '', enabled: 'on' };
    await this.pages.show(request, reply, 'identities/admin-form', this.model(emptyForm(values), null), NEW);
  }

  @Post()
  @StepUp()
  async add(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const again = (state: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'identities/admin-form', this.model(state, null), NEW);
    const form = readForm(newProviderForm, body);
    if (!form.ok) return again(form.error);
    const outcome = await this.providers.add(actor, form.value);
    if (!outcome.ok) return again(formWithErrors(body, { issuer: { key: 'identities:errors.taken' } }));
    await this.pages.goTo(request, reply, '/admin/identites', { kind: 'success', key: 'identities:flash.saved' });
  }

  @Get(':id')
  @StepUp()
  async form(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const provider = await this.providers.one(knownId(id));
    const tick = (on: boolean): string => (on ? 'on' : '');
    const { label, profile, issuer, clientId, acrValues } = provider;
    const values = {
      label,
      profile,
      issuer,
      clientId,
      acrValues,
      signingAlgorithm: provider.signingAlgorithm ?? '',
      trustsMfa: tick(provider.trustsMfa),
      allowPrivate: tick(provider.allowPrivate),
      enabled: tick(provider.enabled),
    };
    await this.pages.show(request, reply, 'identities/admin-form', this.model(emptyForm(values), provider), EDIT);
  }

  @Post(':id')
  @StepUp()
  async change(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.one(knownId(id));
    const again = (state: FormState): Promise<void> =>
      this.pages.showErrors(request, reply, 'identities/admin-form', this.model(state, provider), EDIT);
    const form = readForm(providerForm, body);
    if (!form.ok) return again(form.error);
    const outcome = await this.providers.change(actor, provider.id, form.value);
    if (!outcome.ok) {
      const field = outcome.error === 'taken' ? 'issuer' : 'secret';
      return again(
        formWithErrors(body, {
          [field]: { key: `identities:errors.${outcome.error === 'taken' ? 'taken' : 'secretAgain'}` },
        }),
      );
    }
    await this.pages.goTo(request, reply, '/admin/identites', { kind: 'success', key: 'identities:flash.saved' });
  }

  /** Reads what the provider publishes, now. */
  @Post(':id/essai')
  async check(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const provider = await this.providers.one(knownId(id));
    const reached = await this.clients.discover(provider).then(
      () => true,
      () => false,
    );
    const flash = reached
      ? ({ kind: 'success', key: 'identities:flash.reached' } as const)
      : ({ kind: 'error', key: 'identities:flash.notReached' } as const);
    await this.pages.goTo(request, reply, '/admin/identites', { ...flash, params: { provider: provider.label } });
  }

  private model(form: FormState, provider: IdentityProvider | null): object {
    const action = provider === null ? '/admin/identites' : `/admin/identites/${provider.id}`;
    const returnAddress = provider === null ? null : this.flow.returnAddress(provider);
    return { form, action, profiles, algorithms, returnAddress, signOutReturn: this.flow.signOutReturn };
  }
}
