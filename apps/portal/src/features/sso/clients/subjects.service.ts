import { Injectable } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import { pairwiseSub, type SignInClient } from '@ronron/oidc';
import { DataSource } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { OidcClient } from './oidc-client.entity.js';

/** Under which `sub` a client knows people. */
@Injectable()
export class Subjects {
  constructor(private readonly database: DataSource) {}

  subOf({ pairwiseSalt }: Pick<SignInClient, 'pairwiseSalt'>, accountId: string): string {
    return pairwiseSalt === null ? accountId : pairwiseSub(pairwiseSalt, accountId);
  }

  /** As the client of a service knows the account; the account's own id where the service signs nobody in. */
  async subForService(serviceId: string, accountId: string): Promise<string> {
    return (await this.subsForService(serviceId))(accountId);
  }

  /** The same for many accounts. */
  async subsForService(serviceId: string): Promise<(accountId: string) => string> {
    const client = await this.database.getRepository(OidcClient).findOneBy({ serviceId });
    return (accountId) => (client === null ? accountId : this.subOf(client, accountId));
  }

  /**
   * Null when nobody whom the client can know has that `sub`. A pairwise one cannot be turned back: it is looked for among those who
   * have, had or asked for the service, or signed in to it.
   */
  async accountOf(client: SignInClient, sub: string): Promise<string | null> {
    if (client.pairwiseSalt === null) {
      if (!isId(sub)) return null;
      return (await this.database.getRepository(Account).existsBy({ id: sub })) ? sub : null;
    }
    const salt = client.pairwiseSalt;
    const rows = await this.database.query<{ id: string }[]>(
      `SELECT account_id AS id FROM subscription WHERE service_id = $1 AND account_id IS NOT NULL
       UNION SELECT membership.account_id FROM subscription
         JOIN membership ON membership.organisation_id = subscription.organisation_id WHERE service_id = $1
       UNION SELECT account_id FROM service_request WHERE service_id = $1
       UNION SELECT account_id FROM oidc_record WHERE kind = 'Grant' AND client_id = $2 AND account_id IS NOT NULL`,
      [client.serviceId, client.id],
    );
    return rows.find(({ id }) => pairwiseSub(salt, id) === sub)?.id ?? null;
  }
}
