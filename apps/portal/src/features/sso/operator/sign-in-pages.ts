import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import { isPersonalScope } from '@ronron/oidc';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../../../platform/config/tokens.js';
import { readForm } from '../../../platform/forms/read-form.js';
import { servicesCrumbs, type Area } from '../../../platform/pages/area.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ShownOnce } from '../../../platform/security/shown-once.js';
import type { Service } from '../../catalogue/service.entity.js';
import type { OidcClient } from '../clients/oidc-client.entity.js';
import { previousSecretUntil } from '../clients/secret-overlap.js';
import { ServiceClients } from '../clients/service-clients.service.js';
import { SsoProvider } from '../provider/sso-provider.service.js';
import { findTool, tools } from '../tools/known-tools.js';
import { signInSettingsForm } from './sign-in.form.js';

/** Draws and reads the page of the sign-in to a service, for operators and administrators. */
@Injectable()
export class SignInPages {
  constructor(
    private readonly clients: ServiceClients,
    private readonly provider: SsoProvider,
    private readonly shownOnce: ShownOnce,
    private readonly pages: Pages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async show(area: Area, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { service, client } = await this.clients.of(actor, id);
    const form = client === null ? { values: {}, errors: {} } : shownForm(client);
    const secret = this.shownOnce.take(request, pageOf(area, id)) as string | null;
    await this.draw(area, service, client, form, secret, request, reply);
  }

  async save(
    area: Area,
    actor: Actor,
    id: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { service, client } = await this.of(actor, id);
    const form = readForm(signInSettingsForm, body);
    if (!form.ok) return this.draw(area, service, client, form.error, null, request, reply);
    const { backchannelLogoutUri, scopes, ...rest } = form.value;
    await this.clients.configure(actor, id, {
      ...rest,
      scopes: scopes.filter(isPersonalScope),
      backchannelLogoutUri: backchannelLogoutUri === '' ? null : backchannelLogoutUri,
    });
    const flash = { kind: 'success', key: 'sso:signIn.saved' } as const;
    await this.pages.goTo(request, reply, pageOf(area, id), flash);
  }

  /** Leads back to the page, which shows the new secret once. */
  async makeSecret(area: Area, actor: Actor, id: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.of(actor, id);
    const secret = await this.clients.rotateSecret(actor, id);
    await this.shownOnce.goTo(request, reply, pageOf(area, id), secret);
  }

  async endPreviousSecret(
    area: Area,
    actor: Actor,
    id: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    await this.of(actor, id);
    await this.clients.endPreviousSecret(actor, id);
    const flash = { kind: 'success', key: 'sso:signIn.oldSecretEnded' } as const;
    await this.pages.goTo(request, reply, pageOf(area, id), flash);
  }

  private async of(actor: Actor, id: string): Promise<{ service: Service; client: OidcClient }> {
    const { service, client } = await this.clients.of(actor, id);
    if (client === null) throw new AppError(NOT_FOUND);
    return { service, client };
  }

  private async draw(
    area: Area,
    service: Service,
    client: OidcClient | null,
    form: FormState,
    secret: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const model = { base: `${area.path}/${service.id}`, service, form, ...this.clientModel(service, client, secret) };
    const options = {
      title: { key: 'sso:signIn.title', params: { name: service.name } },
      breadcrumbs: servicesCrumbs(area),
    };
    const view = client === null ? 'sso/no-sign-in' : 'sso/sign-in';
    if (Object.keys(form.errors).length > 0) await this.pages.showErrors(request, reply, view, model, options);
    else await this.pages.show(request, reply, view, model, options);
  }

  private clientModel(service: Service, client: OidcClient | null, secret: string | null): object {
    if (client === null) return {};
    const tool = findTool(client.tool);
    return {
      client,
      secret,
      previousSecretUntil: previousSecretUntil(client, this.clock.now()),
      issuer: this.provider.issuer,
      tools: tools.map(({ id, name }) => ({
        value: id,
        ...(name === null ? { labelKey: 'sso:tools.generic' } : { label: name }),
      })),
      scopes: tool.scopes.map((scope) => ({ value: scope, labelKey: `sso:signIn.told.${scope}` })),
      generic: tool.addresses(service.address) === null,
      notReady: client.redirectUris.length === 0,
      canChooseNames: client.secretShownAt === null,
      pairwise: client.pairwiseSalt !== null,
      settings: tool.settings({
        issuer: this.provider.issuer,
        address: service.address.replace(/\/+$/, ''),
        clientId: client.id,
        clientSecret: secret ?? '…',
        scope: ['openid', ...client.scopes].join(' '),
        idTokenAlg: client.idTokenAlg,
      }),
    };
  }
}

function pageOf({ path }: Area, id: string): string {
  return `${path}/${id}/connexion`;
}

function shownForm(client: OidcClient): FormState {
  return {
    errors: {},
    values: {
      tool: client.tool,
      scopes: [...client.scopes],
      consent: client.consent ? 'on' : '',
      pairwise: client.pairwiseSalt === null ? '' : 'on',
      redirectUris: client.redirectUris.join('\n'),
      postLogoutRedirectUris: client.postLogoutRedirectUris.join('\n'),
      backchannelLogoutUri: client.backchannelLogoutUri ?? '',
    },
  };
}
