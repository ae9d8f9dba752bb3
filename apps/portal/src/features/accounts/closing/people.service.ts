import { Injectable } from '@nestjs/common';
import { AppError, isId } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { FORBIDDEN } from '../../../platform/security/security.errors.js';
import { Account } from '../account.entity.js';

const PAGE_SIZE = 50;

export interface UnconfirmedPerson {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly communeName: string;
  readonly createdAt: Date;
  /** The confirmation came back: the address is most likely mistyped. */
  readonly bounced: boolean;
}

export interface UnconfirmedPage {
  readonly people: readonly UnconfirmedPerson[];
  /** Id to give for the next page, or null on the last one. */
  readonly next: string | null;
}

/** What people with a role see of the accounts. */
@Injectable()
export class PeopleService {
  constructor(private readonly database: DataSource) {}

  /**
   * Whether the account is the actor's business: administrators see everybody; operators whoever asks their structures for something,
   * holds one of their services, or is a member of an organisation that does. It ends with the last of these.
   */
  async sees(actor: Actor, accountId: string): Promise<boolean> {
    if (!isId(accountId)) return false;
    if (actor.administrator) return this.database.getRepository(Account).existsBy({ id: accountId });
    if (actor.structures.length === 0) return false;
    const rows = await this.database.query<unknown[]>(
      `SELECT 1 FROM service JOIN service_request request ON request.service_id = service.id
         WHERE service.structure_id = ANY($1) AND request.account_id = $2
           AND request.status IN ('submitted', 'waiting-for-requester')
       UNION ALL
       SELECT 1 FROM service JOIN subscription ON subscription.service_id = service.id
         WHERE service.structure_id = ANY($1) AND subscription.status <> 'ended' AND (subscription.account_id = $2 OR subscription.organisation_id IN
           (SELECT organisation_id FROM membership WHERE account_id = $2))
       LIMIT 1`,
      [actor.structures, accountId],
    );
    return rows.length > 0;
  }

  /**
   * Accounts that nobody confirmed yet, newest first: whoever helps at a desk sees a mistyped address. They go by
   * themselves after 30 days.
   * @param after the `next` of the page before
   */
  async unconfirmed(actor: Actor, after: string | null = null): Promise<UnconfirmedPage> {
    if (actor.structures.length === 0 && !actor.administrator) throw new AppError(FORBIDDEN);
    const query = this.database
      .getRepository(Account)
      .createQueryBuilder('account')
      .leftJoinAndSelect('account.commune', 'commune')
      .where('account.confirmed_at IS NULL')
      .orderBy('account.id', 'DESC')
      .take(PAGE_SIZE + 1);
    // Ids begin with the time of sign-up, so that their order is that of the dates.
    if (isId(after)) query.andWhere('account.id < :after', { after });
    const found = await query.getMany();
    const people = found.slice(0, PAGE_SIZE).map((account) => ({
      id: account.id,
      email: account.email,
      displayName: account.displayName,
      communeName: account.commune?.name ?? '',
      createdAt: account.createdAt,
      bounced: account.bouncedAt !== null,
    }));
    return { people, next: found.length > PAGE_SIZE ? people.at(-1)!.id : null };
  }
}
