import { Inject, Injectable } from '@nestjs/common';
import { fail, MINUTE, ok, type Clock, type Logger, type Result } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as client from 'openid-client';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { SignOutElsewhere } from '../../../platform/server/request-context.js';
import { PortalPassport } from '../../../platform/sessions/portal-passport.js';
import type { IdentityProvider } from '../providers/identity-provider.entity.js';
import { identityOf, reachesAcr, type OutsideIdentity } from '../providers/provider-profiles.js';
import { OpenIdClients } from './openid-clients.service.js';
import { ProviderUnreachable } from './openid-fetch.js';
import { OpenIdStrategy } from './openid-strategy.js';

/** Time to sign in over there. */
const RETURN_WITHIN = 15 * MINUTE;

/** What somebody left for, remembered in their session: it is not the provider's to say. */
export type FlowPurpose =
  | { readonly kind: 'sign-in'; readonly next: string }
  /** To be linked to the account that asked for it, with a recent proof. */
  | { readonly kind: 'link'; readonly accountId: string }
  /** To confirm an address: the mailed link, and the identity with which the account was made. */
  | { readonly kind: 'confirm'; readonly token: string; readonly next: string };

interface Flow {
  readonly providerId: string;
  readonly purpose: FlowPurpose;
  readonly locale: Locale;
  readonly since: string;
}

declare module 'fastify' {
  interface Session {
    openidFlow?: Flow;
  }
}

/** `unavailable`: not reached; `level`: not the level of authentication that was asked for; `distrusted`: anything that does not fit. */
export type FlowFailure = 'cancelled' | 'unavailable' | 'level' | 'distrusted' | 'stale';

export interface FlowResult {
  readonly purpose: FlowPurpose;
  readonly identity: OutsideIdentity;
  /** Whether the provider, trusted for it, saw more than one kind of proof. */
  readonly mfa: boolean;
  /** Where to end the session over there; undefined when the provider has no such place. */
  readonly signOutElsewhere?: SignOutElsewhere | undefined;
}

interface Verified {
  readonly identity: OutsideIdentity;
  readonly mfa: boolean;
  readonly idToken: string;
}

/** The way to a provider and back, by passport and its OpenID strategy. */
@Injectable()
export class OpenIdFlow {
  constructor(
    private readonly clients: OpenIdClients,
    private readonly passport: PortalPassport,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What the provider has to be told. */
  returnAddress(provider: Pick<IdentityProvider, 'slug'>): string {
    return `${this.settings.publicUrl}/connexion/avec/${provider.slug}/retour`;
  }

  /** Where people come back to after signing out over there; the provider has to be told it too. */
  get signOutReturn(): string {
    return `${this.settings.publicUrl}/`;
  }

  /** Sends the browser to the provider. Fails with nothing answered when that cannot be. */
  async depart(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: IdentityProvider,
    purpose: FlowPurpose,
  ): Promise<Result<void, FlowFailure>> {
    const since = this.clock.now().toISOString();
    request.session.set('openidFlow', { providerId: provider.id, purpose, locale: request.locale, since });
    const outcome = await this.run(request, reply, provider, 'departure');
    return outcome.ok ? ok(undefined) : outcome;
  }

  /** Reads what the browser brings back. A return that this browser did not leave for is `stale`. */
  async arrive(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: IdentityProvider,
  ): Promise<Result<FlowResult, FlowFailure>> {
    const flow = request.session.get('openidFlow');
    request.session.set('openidFlow', undefined);
    if (flow === undefined || flow.providerId !== provider.id) return fail('stale');
    request.locale = flow.locale;
    if (this.clock.now().getTime() - Date.parse(flow.since) > RETURN_WITHIN) return fail('stale');
    const outcome = await this.run(request, reply, provider, 'return');
    if (!outcome.ok) return outcome;
    if (outcome.value === null) return fail('stale');
    const { identity, mfa, idToken } = outcome.value;
    return ok({ purpose: flow.purpose, identity, mfa, signOutElsewhere: await this.signOut(provider, idToken) });
  }

  private async run(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: IdentityProvider,
    step: 'departure' | 'return',
  ): Promise<Result<Verified | null, FlowFailure>> {
    try {
      const config = await this.clients.of(provider);
      const strategy = new OpenIdStrategy({
        provider,
        config,
        returnAddress: this.returnAddress(provider),
        step,
        verify: async (tokens, done) => done(null, (await this.verify(provider, config, tokens)) as never),
      });
      let outcome: Verified | null = null;
      let failure: unknown = null;
      const handler = this.passport.authenticate(
        strategy as unknown as string,
        { session: false },
        async (_request: unknown, _reply: unknown, error: unknown, user: unknown, info: unknown) => {
          if (error) failure = error;
          else if (user) outcome = user as Verified;
          else failure = new Cancelled(String((info as { error?: unknown } | undefined)?.error ?? 'no request'));
        },
      );
      await handler.call(undefined as never, request, reply);
      if (failure !== null) throw failure as Error;
      return ok(outcome);
    } catch (error) {
      return fail(this.failureOf(error, provider));
    }
  }

  private async verify(
    provider: IdentityProvider,
    config: client.Configuration,
    tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  ): Promise<Verified> {
    const claims = tokens.claims();
    if (claims === undefined || tokens.id_token === undefined) throw new Error('The provider gave no id_token.');
    if (!reachesAcr(provider.acrValues, claims['acr'])) throw new LevelNotReached();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    const amr = Array.isArray(claims['amr']) ? claims['amr'] : [];
    return {
      identity: identityOf(provider, { ...claims, ...userinfo }),
      mfa: provider.trustsMfa && amr.includes('mfa'),
      idToken: tokens.id_token,
    };
  }

  private async signOut(provider: IdentityProvider, idToken: string): Promise<SignOutElsewhere | undefined> {
    const config = await this.clients.of(provider);
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    const params = {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.signOutReturn,
      state: client.randomState(),
    };
    return { label: provider.label, address: client.buildEndSessionUrl(config, params).href };
  }

  private failureOf(error: unknown, provider: IdentityProvider): FlowFailure {
    const failure = kindOf(error);
    if (failure !== 'cancelled') {
      const { code, message } = error as { code?: string; message?: string };
      this.logger.warn({ provider: provider.slug, failure, code, reason: message }, 'signing in by a provider failed');
    }
    return failure;
  }
}

class LevelNotReached extends Error {}

class Cancelled extends Error {}

function kindOf(error: unknown): FlowFailure {
  for (let cause: unknown = error; cause instanceof Error || cause instanceof Response;) {
    const { status } = cause as { status?: unknown };
    if (typeof status === 'number' && status >= 500) return 'unavailable';
    if (cause instanceof Response) break;
    if (cause instanceof ProviderUnreachable) return 'unavailable';
    if (cause instanceof LevelNotReached) return 'level';
    // Passport's word for somebody who said no, and for a return without a departure.
    if (cause instanceof Cancelled) return cause.message === 'access_denied' ? 'cancelled' : 'stale';
    if (cause instanceof client.AuthorizationResponseError) {
      return ['server_error', 'temporarily_unavailable'].includes(cause.error) ? 'unavailable' : 'distrusted';
    }
    cause = cause.cause;
  }
  return 'distrusted';
}
