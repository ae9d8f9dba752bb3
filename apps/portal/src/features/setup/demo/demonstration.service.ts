import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Randomness } from '@ronron/kernel';
import { secretHash } from '@ronron/oidc';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { DailyFigures } from '../../commitments/figures/live/daily-figures.service.js';
import { Follows } from '../../commitments/following/follows/follows.service.js';
import { IdentityProviders } from '../../identities/providers/identity-providers.service.js';
import { ServiceCircuits } from '../../provisioning/circuits/service-circuits.service.js';
import { ProvisioningJobs } from '../../provisioning/provisioning-jobs.service.js';
import { MeetingRooms } from '../../rooms/meeting-rooms.service.js';
import { WebhookSecrets } from '../../webhooks/webhook-secrets.service.js';
import { DEMO_PASSWORD } from './demo-accounts.js';
import { seedDemo } from './demo-seed.js';

/** The portal that a newcomer sees with nothing configured. */
@Injectable()
export class Demonstration {
  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly jobs: ProvisioningJobs,
    private readonly circuits: ServiceCircuits,
    private readonly rooms: MeetingRooms,
    private readonly follows: Follows,
    private readonly webhooks: WebhookSecrets,
    private readonly providers: IdentityProviders,
    private readonly figures: DailyFigures,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Fills the portal if it is empty; a second start keeps what is there. */
  async fill(): Promise<void> {
    const passwordHash = await this.passwords.hash(DEMO_PASSWORD);
    await inTransaction(this.database, (manager) =>
      seedDemo(manager, this.clock, this.randomness, passwordHash, {
        jobs: this.jobs,
        circuits: this.circuits,
        rooms: this.rooms,
        follows: this.follows,
        seals: {
          webhookSecret: (serviceId) => this.webhooks.make(serviceId).sealed,
          clientSecret: (providerId) =>
            this.providers.seal(providerId, Buffer.from(this.randomness.bytes(24)).toString('base64url')),
          applicationSecretHash: () => secretHash(Buffer.from(this.randomness.bytes(32)).toString('base64url')),
        },
      }),
    );
    await this.figures.keepAll();
  }
}
