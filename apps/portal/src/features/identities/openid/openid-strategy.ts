import type { FastifyRequest } from 'fastify';
import * as client from 'openid-client';
import { Strategy, type VerifyFunction } from 'openid-client/passport';
import type { IdentityProvider } from '../providers/identity-provider.entity.js';
import { profileRules } from '../providers/provider-profiles.js';

export interface StrategyParts {
  readonly provider: IdentityProvider;
  readonly config: client.Configuration;
  /** The address of return, as the provider was told it. */
  readonly returnAddress: string;
  readonly step: 'departure' | 'return';
  readonly verify: VerifyFunction;
}

/** What passport adds to a strategy while it runs. */
interface Running {
  redirect(url: string, status?: number): void;
}

/** The library's passport strategy, held to a provider's profile. What it remembers is under the provider's own key. */
export class OpenIdStrategy extends Strategy {
  constructor(private readonly parts: StrategyParts) {
    super(
      {
        config: parts.config,
        name: parts.provider.id,
        sessionKey: `openid:${parts.provider.id}`,
        callbackURL: parts.returnAddress,
        scope: profileRules[parts.provider.profile].scope,
      },
      parts.verify,
    );
  }

  override authenticate(request: never, options: never): void {
    const { pkce } = profileRules[this.parts.provider.profile];
    const running = this as unknown as Running;
    const redirect = running.redirect;
    if (!pkce) running.redirect = (url, status) => redirect(withoutPkce(url), status);
    // Passport's types want what it adds by itself.
    (super.authenticate as (this: unknown, request: never, options: never) => void).call(this, request, options);
  }

  /** 43 characters each: FranceConnect wants 22 for the nonce, ProConnect 32 for both. */
  override authorizationRequestParams(): URLSearchParams {
    const { acrValues, trustsMfa } = this.parts.provider;
    const params = new URLSearchParams({ state: client.randomState(), nonce: client.randomNonce() });
    if (acrValues !== '') params.set('acr_values', acrValues);
    if (trustsMfa) params.set('claims', JSON.stringify({ id_token: { amr: { essential: true } } }));
    return params;
  }

  /** Not from the request's host, which a client may choose. */
  override currentUrl(request: never): URL {
    return new URL((request as FastifyRequest).url, this.parts.returnAddress);
  }

  override shouldInitiateAuthRequest(): boolean {
    return this.parts.step === 'departure';
  }
}

function withoutPkce(url: string): string {
  const address = new URL(url);
  address.searchParams.delete('code_challenge');
  address.searchParams.delete('code_challenge_method');
  return address.href;
}
