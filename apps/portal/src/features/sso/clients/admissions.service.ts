import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf } from '../../../platform/database/migrate.js';
import { OidcClient } from './oidc-client.entity.js';
import { OidcClientOrganisation } from './oidc-client-organisation.entity.js';

const ADMITS = `SELECT EXISTS (
    SELECT 1 FROM oidc_client c JOIN role_grant r ON r.role = ANY(c.audience_roles) WHERE c.id = $1 AND r.account_id = $2
  ) OR EXISTS (
    SELECT 1 FROM oidc_client_organisation chosen
    JOIN organisation o ON o.id = chosen.organisation_id AND o.closed_at IS NULL
    JOIN membership m ON m.organisation_id = o.id WHERE chosen.client_id = $1 AND m.account_id = $2
  ) AS admits`;

/** For whom an application is, as somebody reads who is not among them. Which organisations is nobody else's business. */
export interface ToldAudience {
  readonly organisations: boolean;
  readonly roles: readonly string[];
  /** In the words of its administrator; may be empty. */
  readonly help: string;
}

/** Who may enter an application that is not open to everybody. */
@Injectable()
export class Admissions {
  private readonly pool: Pool;

  constructor(private readonly database: DataSource) {
    this.pool = poolOf(database);
  }

  /** Whether the account holds one of the roles, or is a member of one of the organisations, that were chosen. */
  async admits(clientId: string, accountId: string): Promise<boolean> {
    const query = { name: 'sso-admits', text: ADMITS, values: [clientId, accountId] };
    return (await this.pool.query<{ admits: boolean }>(query)).rows[0]!.admits;
  }

  async told(clientId: string): Promise<ToldAudience> {
    const { audienceRoles, audienceHelp } = await this.database
      .getRepository(OidcClient)
      .findOneByOrFail({ id: clientId });
    const organisations = await this.database.getRepository(OidcClientOrganisation).existsBy({ clientId });
    return { organisations, roles: audienceRoles, help: audienceHelp };
  }
}
