import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { PersonalScope } from '@ronron/oidc';
import type { EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { OidcConsent } from './oidc-consent.entity.js';

/** What people agreed that applications of others learn of them. */
@Injectable()
export class ConsentsService {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Adds to what was agreed before. */
  async remember(
    manager: EntityManager,
    accountId: string,
    clientId: string,
    scopes: readonly PersonalScope[],
  ): Promise<void> {
    await manager.query(
      `INSERT INTO oidc_consent (account_id, client_id, scopes, agreed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account_id, client_id) DO UPDATE SET agreed_at = EXCLUDED.agreed_at,
         scopes = ARRAY(SELECT DISTINCT unnest(oidc_consent.scopes || EXCLUDED.scopes))`,
      [accountId, clientId, [...scopes], this.clock.now()],
    );
  }

  async forget(manager: EntityManager, accountId: string, clientId: string): Promise<void> {
    await manager.delete(OidcConsent, { accountId, clientId });
  }
}
