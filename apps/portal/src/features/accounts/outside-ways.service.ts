import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { LOGGER } from '../../platform/config/tokens.js';
import { IdentityProvider } from '../identities/providers/identity-provider.entity.js';
import { aboutProvider, isOffered } from '../identities/providers/identity-providers.service.js';

export interface OutsideWay {
  readonly slug: string;
  readonly label: string;
  /** Where people read what it is; null for one that they know. */
  readonly about: string | null;
}

/** The providers that a sign-in page offers. */
@Injectable()
export class OutsideWays {
  /** Providers that were complained of: the sign-in page is drawn too often to say it each time. */
  private readonly named = new Set<string>();

  constructor(
    private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One with a profile that we do not know is left out: nobody else's way in may end with it. */
  async choices(): Promise<OutsideWay[]> {
    const providers = await this.database
      .getRepository(IdentityProvider)
      .find({ where: { enabled: true }, order: { label: 'ASC' } });
    return providers
      .filter((provider) => this.offers(provider))
      .map(({ slug, label, profile }) => ({ slug, label, about: aboutProvider(profile) }));
  }

  private offers(provider: IdentityProvider): boolean {
    if (isOffered(provider)) return true;
    const { id, slug, profile } = provider;
    if (!this.named.has(id))
      this.logger.warn({ provider: slug, profile }, 'a provider of an unknown profile is left out');
    this.named.add(id);
    return false;
  }
}
