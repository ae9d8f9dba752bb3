import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Clock } from '@ronron/kernel';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Account } from '../accounts/account.entity.js';
import { PeopleService } from '../accounts/closing/people.service.js';
import { HelpConversation } from '../help/help-conversation.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { ServiceRequest } from '../requests/service-request.entity.js';
import { RELATION_SEEN_FOR, Subscription } from '../subscriptions/subscription.entity.js';

const PAGE_SIZE = 30;
const MOST_OF_EACH = 50;

/** `known`: who asked for or has one of our services; `unconfirmed`: who signed up and did not open the link. */
export type PeopleFilter = 'known' | 'unconfirmed';

export interface PeoplePage {
  readonly people: readonly Account[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

/** What one person has to do with the actor's structures. */
export interface Person {
  /** Whether the actor may still act on the account, not only see it: one of their structures serves it, or is asked to. */
  readonly served: boolean;
  readonly account: Account;
  readonly subscriptions: readonly Subscription[];
  readonly requests: readonly ServiceRequest[];
  readonly organisations: readonly Membership[];
  readonly conversations: readonly HelpConversation[];
}

/**
 * SQL condition on the alias `account`: asks for, has, or shares in an organisation a service of `:structures`, or did so after
 * `:since`.
 */
const WITHIN_STRUCTURES = `(
  EXISTS (SELECT 1 FROM service_request AS asked JOIN service ON service.id = asked.service_id
    WHERE asked.account_id = account.id AND service.structure_id = ANY(:structures)
      AND (asked.status IN ('submitted', 'waiting-for-requester')
        OR asked.status <> 'draft' AND asked.updated_at > :since))
  OR EXISTS (SELECT 1 FROM subscription JOIN service ON service.id = subscription.service_id
    WHERE service.structure_id = ANY(:structures) AND (subscription.status <> 'ended' OR subscription.ended_at > :since)
      AND (subscription.account_id = account.id OR subscription.organisation_id IN
        (SELECT organisation_id FROM membership WHERE account_id = account.id))))`;

/** The people of an operator's structures, and those who could not finish signing up. */
@Injectable()
export class OperatorPeople {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: PeopleService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. `search`: part of the name, or the beginning of the e-mail. */
  async list(actor: Actor, filter: PeopleFilter, search: string, after: string | null): Promise<PeoplePage> {
    const query = this.people()
      .orderBy('account.id', 'DESC')
      .take(PAGE_SIZE + 1);
    if (filter === 'unconfirmed') query.where('account.confirmed_at IS NULL');
    else query.where(WITHIN_STRUCTURES, this.scope(actor));
    if (search !== '') {
      const typed = search.replace(/[\\%_]/g, '\\$&');
      query.andWhere('(account.display_name ILIKE :part OR account.email LIKE :prefix)', {
        part: `%${typed}%`,
        prefix: `${typed.toLowerCase()}%`,
      });
    }
    if (after !== null) query.andWhere('account.id < :after', { after });
    const found = await query.getMany();
    return { people: found.slice(0, PAGE_SIZE), next: found.length > PAGE_SIZE ? found[PAGE_SIZE - 1]!.id : null };
  }

  /** With what concerns the actor's structures, and nothing else. @throws AppError `not-found` for other people. */
  async find(actor: Actor, id: string): Promise<Person> {
    const account = await this.people()
      .where('account.id = :id', { id })
      .andWhere(`(account.confirmed_at IS NULL OR ${WITHIN_STRUCTURES})`, this.scope(actor))
      .getOne();
    if (account === null) throw new AppError(NOT_FOUND);
    const [served, subscriptions, requests, organisations, conversations] = await Promise.all([
      this.accounts.sees(actor, id),
      this.subscriptions(actor, id),
      this.requests(actor, id),
      this.organisations(actor, id),
      this.conversations(actor, id),
    ]);
    return { served, account, subscriptions, requests, organisations, conversations };
  }

  private scope(actor: Actor): { structures: readonly string[]; since: Date } {
    return { structures: actor.structures, since: new Date(this.clock.now().getTime() - RELATION_SEEN_FOR) };
  }

  private people(): SelectQueryBuilder<Account> {
    return this.database
      .getRepository(Account)
      .createQueryBuilder('account')
      .leftJoinAndSelect('account.commune', 'commune');
  }

  private subscriptions(actor: Actor, accountId: string): Promise<Subscription[]> {
    return this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .where('subscription.account_id = :accountId', { accountId })
      .andWhere('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('subscription.startedAt', 'DESC')
      .take(MOST_OF_EACH)
      .getMany();
  }

  private requests(actor: Actor, accountId: string): Promise<ServiceRequest[]> {
    return this.database
      .getRepository(ServiceRequest)
      .createQueryBuilder('request')
      .innerJoinAndSelect('request.service', 'service')
      .leftJoinAndSelect('request.organisation', 'organisation')
      .where(`request.account_id = :accountId AND request.status <> 'draft'`, { accountId })
      .andWhere('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('request.id', 'DESC')
      .take(MOST_OF_EACH)
      .getMany();
  }

  /** Those that operators may open: see the organisations' own scope. */
  private organisations(actor: Actor, accountId: string): Promise<Membership[]> {
    return this.database
      .getRepository(Membership)
      .createQueryBuilder('membership')
      .innerJoinAndSelect('membership.organisation', 'organisation')
      .where('membership.account_id = :accountId AND organisation.closed_at IS NULL', { accountId })
      .andWhere(
        `(EXISTS (SELECT 1 FROM subscription JOIN service ON service.id = subscription.service_id
           WHERE subscription.organisation_id = organisation.id AND service.structure_id = ANY(:structures)
             AND (subscription.status <> 'ended' OR subscription.ended_at > :since))
         OR EXISTS (SELECT 1 FROM service_request AS asked JOIN service ON service.id = asked.service_id
           WHERE asked.organisation_id = organisation.id AND service.structure_id = ANY(:structures)
             AND (asked.status IN ('submitted', 'waiting-for-requester')
               OR asked.status <> 'draft' AND asked.updated_at > :since)))`,
        this.scope(actor),
      )
      .orderBy('organisation.name', 'ASC')
      .take(MOST_OF_EACH)
      .getMany();
  }

  private conversations(actor: Actor, accountId: string): Promise<HelpConversation[]> {
    return this.database
      .getRepository(HelpConversation)
      .createQueryBuilder('conversation')
      .where('conversation.account_id = :accountId', { accountId })
      .andWhere('conversation.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('conversation.lastMessageAt', 'DESC')
      .take(MOST_OF_EACH)
      .getMany();
  }
}
