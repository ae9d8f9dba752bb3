import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IdentityProvider } from '../identities/providers/identity-provider.entity.js';
import { aboutProvider } from '../identities/providers/identity-providers.service.js';

export interface OutsideWay {
  readonly slug: string;
  readonly label: string;
  /** Where people read what it is; null for one that they know. */
  readonly about: string | null;
}

/** The providers that a sign-in page offers. */
@Injectable()
export class OutsideWays {
  constructor(private readonly database: DataSource) {}

  async choices(): Promise<OutsideWay[]> {
    const providers = await this.database
      .getRepository(IdentityProvider)
      .find({ where: { enabled: true }, order: { label: 'ASC' } });
    return providers.map(({ slug, label, profile }) => ({ slug, label, about: aboutProvider(profile) }));
  }
}
