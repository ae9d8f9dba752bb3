import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { personalScopes, type PersonalScope } from '@ronron/oidc';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ClientDirectory } from '../clients/client-directory.service.js';
import { ConsentsService } from '../clients/consents.service.js';
import { SignInReviews } from '../ending/sign-in-reviews.service.js';

/** A tool that somebody entered with their account. */
export interface ConnectedTool {
  readonly clientId: string;
  readonly name: string;
  readonly since: Date;
  /** When it was last given something: at a sign-in or a refresh. */
  readonly last: Date;
  /** What it was given leave to learn. */
  readonly scopes: readonly PersonalScope[];
  readonly agreed: boolean;
}

interface Row {
  readonly client_id: string;
  readonly since: Date;
  readonly last: Date;
  readonly scopes: string | null;
  readonly agreed: boolean;
}

/** By grant: each is one tool on one browser. What a grant refused is not what the tool knows. */
const LIST = `SELECT g.client_id, min(g.created_at) AS since, max(coalesce(t.last, g.created_at)) AS last,
    string_agg(g.payload->'openid'->>'scope', ' ') AS scopes,
    bool_or(c.client_id IS NOT NULL) AS agreed
  FROM oidc_record g
  LEFT JOIN LATERAL (SELECT max(created_at) AS last FROM oidc_record WHERE grant_id = g.id) t ON true
  LEFT JOIN oidc_consent c ON c.account_id = g.account_id AND c.client_id::text = g.client_id
  WHERE g.kind = 'Grant' AND g.account_id = $1 AND g.expires_at > now()
  GROUP BY g.client_id ORDER BY last DESC LIMIT 200`;

/** What somebody is signed in to, and the way to end it. */
@Injectable()
export class ConnectedTools {
  constructor(
    private readonly database: DataSource,
    private readonly clients: ClientDirectory,
    private readonly consents: ConsentsService,
    private readonly reviews: SignInReviews,
  ) {}

  async of(actor: Actor): Promise<ConnectedTool[]> {
    const rows = await this.database.query<Row[]>(LIST, [actor.accountId]);
    const listed = rows.map(async (row): Promise<ConnectedTool[]> => {
      const client = await this.clients.find(row.client_id);
      if (client === null) return [];
      const scopes = new Set((row.scopes ?? '').split(' '));
      return [
        {
          clientId: row.client_id,
          name: client.name,
          since: row.since,
          last: row.last,
          scopes: personalScopes.filter((scope) => scopes.has(scope)),
          agreed: row.agreed,
        },
      ];
    });
    return (await Promise.all(listed)).flat();
  }

  /**
   * Ends it on every device, and takes an agreement back. Returns the tool's name.
   * @throws AppError `not-found` when the actor is not signed in there.
   */
  async end(actor: Actor, clientId: string): Promise<string> {
    const tool = isId(clientId) ? (await this.of(actor)).find((one) => one.clientId === clientId) : undefined;
    if (tool === undefined) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      await this.reviews.endClient(manager, actor.accountId, clientId);
      await this.consents.forget(manager, actor.accountId, clientId);
    });
    return tool.name;
  }
}
