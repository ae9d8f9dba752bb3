import { Inject, Injectable } from '@nestjs/common';
import { HOUR, type Clock } from '@ronron/kernel';
import * as client from 'openid-client';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { IdentityProvider } from '../providers/identity-provider.entity.js';
import { IdentityProviders } from '../providers/identity-providers.service.js';
import { openidFetch } from './openid-fetch.js';

/** Providers change their keys and addresses seldom; their metadata is read again this often. */
const METADATA_KEPT_FOR = HOUR;

interface Known {
  readonly updatedAt: number;
  readonly until: number;
  readonly configuration: Promise<client.Configuration>;
}

/** A client for each provider, made from the metadata that it publishes. */
@Injectable()
export class OpenIdClients {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly providers: IdentityProviders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Error when the provider cannot be reached or publishes what does not belong to its issuer. */
  async of(provider: IdentityProvider): Promise<client.Configuration> {
    const now = this.clock.now().getTime();
    const before = this.known.get(provider.id);
    if (before !== undefined && before.updatedAt === provider.updatedAt.getTime() && before.until > now)
      return before.configuration;
    const configuration = this.discover(provider);
    const entry = { updatedAt: provider.updatedAt.getTime(), until: now + METADATA_KEPT_FOR, configuration };
    this.known.set(provider.id, entry);
    // What failed is tried again by the next visitor.
    configuration.catch(() => {
      if (this.known.get(provider.id) === entry) this.known.delete(provider.id);
    });
    return configuration;
  }

  /** Reads the metadata anew. */
  discover(provider: IdentityProvider): Promise<client.Configuration> {
    const { issuer, clientId, signingAlgorithm, allowPrivate } = provider;
    const algorithms =
      signingAlgorithm === null
        ? {}
        : { id_token_signed_response_alg: signingAlgorithm, userinfo_signed_response_alg: signingAlgorithm };
    const insecure = allowPrivate && new URL(issuer).protocol === 'http:';
    return client.discovery(
      new URL(issuer),
      clientId,
      { ...algorithms, redirect_uris: [] } as Partial<client.ClientMetadata>,
      client.ClientSecretPost(this.providers.secretOf(provider)),
      {
        // Signatures are checked although TLS came before: what is signed was meant to be.
        execute: [client.enableNonRepudiationChecks, ...(insecure ? [client.allowInsecureRequests] : [])],
        [client.customFetch]: openidFetch(provider),
      },
    );
  }
}
