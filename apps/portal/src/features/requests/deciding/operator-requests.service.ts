import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Service } from '../../catalogue/service.entity.js';
import { daysBetween } from '../duration-in-words.js';
import { ServiceRequest } from '../service-request.entity.js';

const PAGE_SIZE = 30;

/** What an operator can look for: those to decide first, then each status, then all. */
export const requestFilters = [
  'to-decide',
  'waiting-for-requester',
  'waiting-list',
  'approved',
  'refused',
  'withdrawn',
  'expired',
  'all',
] as const;
export type RequestFilter = (typeof requestFilters)[number];

export interface RequestSearch {
  readonly filter: RequestFilter;
  readonly serviceId: string | null;
  /** At least so many days old. */
  readonly olderThan: number | null;
  readonly forWhom: 'person' | 'organisation' | null;
  /** Part of a name, or the beginning of an e-mail address. */
  readonly text: string;
  /** Where the next page begins. */
  readonly after: Cursor | null;
}

/** The last row of a page. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

export interface FoundRequests {
  readonly requests: readonly ServiceRequest[];
  readonly next: Cursor | null;
}

/** A request that waits for an operator, for the desk. */
export interface WaitingRequest {
  readonly id: string;
  readonly serviceName: string;
  readonly holder: string;
  readonly since: Date;
  readonly days: number;
  readonly appeal: boolean;
}

/** What operators see of the requests to their structures, and never of others'. */
@Injectable()
export class OperatorRequests {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To decide: oldest first, that nobody is forgotten. Else newest first. */
  async search(actor: Actor, search: RequestSearch): Promise<FoundRequests> {
    const query = this.scoped(actor);
    const direction = ['to-decide', 'waiting-for-requester', 'waiting-list'].includes(search.filter) ? 'ASC' : 'DESC';
    query
      .orderBy('request.submittedAt', direction)
      .addOrderBy('request.id', direction)
      .take(PAGE_SIZE + 1);
    applyFilter(query, search.filter);
    if (search.serviceId !== null) query.andWhere('request.service_id = :service', { service: search.serviceId });
    if (search.olderThan !== null) {
      const before = new Date(this.clock.now().getTime() - search.olderThan * DAY);
      query.andWhere('coalesce(request.ready_at, request.submitted_at) <= :before', { before });
    }
    if (search.forWhom !== null)
      query.andWhere(`request.organisation_id IS ${search.forWhom === 'organisation' ? 'NOT ' : ''}NULL`);
    if (search.text !== '') {
      const literal = search.text.replace(/[\\%_]/g, '\\$&');
      query.andWhere(
        '(account.display_name ILIKE :part OR organisation.name ILIKE :part OR account.email LIKE lower(:start))',
        { part: `%${literal}%`, start: `${literal}%` },
      );
    }
    if (search.after !== null) {
      const beyond = direction === 'ASC' ? '>' : '<';
      query.andWhere(`(request.submitted_at, request.id) ${beyond} (:at, :id::uuid)`, search.after);
    }
    const found = await query.getMany();
    const last = found[PAGE_SIZE - 1];
    return {
      requests: found.slice(0, PAGE_SIZE),
      next: found.length > PAGE_SIZE ? { at: last!.submittedAt!, id: last!.id } : null,
    };
  }

  /** The services about which the actor decides, by name. */
  async services(actor: Actor): Promise<Service[]> {
    return this.database
      .getRepository(Service)
      .createQueryBuilder('service')
      .where('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('service.name')
      .getMany();
  }

  /** What waits for a decision, oldest first; for the desk. */
  async waitingFor(actor: Actor, most = 50): Promise<WaitingRequest[]> {
    const query = this.scoped(actor).orderBy('request.submittedAt', 'ASC').addOrderBy('request.id', 'ASC').take(most);
    applyFilter(query, 'to-decide');
    const now = this.clock.now();
    return (await query.getMany()).map((request) => {
      const since = request.readyAt ?? request.submittedAt!;
      return {
        id: request.id,
        serviceName: request.service!.name,
        holder: request.organisation?.name ?? request.account!.displayName,
        since,
        days: daysBetween(since, now),
        appeal: request.appealOfId !== null,
      };
    });
  }

  /** How many wait for a decision, and how many for room. */
  async counts(actor: Actor): Promise<{ readonly toDecide: number; readonly waitingList: number }> {
    const count = async (filter: RequestFilter): Promise<number> => {
      const query = this.scoped(actor);
      applyFilter(query, filter);
      return query.getCount();
    };
    return { toDecide: await count('to-decide'), waitingList: await count('waiting-list') };
  }

  private scoped(actor: Actor): SelectQueryBuilder<ServiceRequest> {
    return this.database
      .getRepository(ServiceRequest)
      .createQueryBuilder('request')
      .innerJoinAndSelect('request.service', 'service')
      .leftJoinAndSelect('request.account', 'account')
      .leftJoinAndSelect('request.organisation', 'organisation')
      .where('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .andWhere(`request.submitted_at IS NOT NULL`);
  }
}

function applyFilter(query: SelectQueryBuilder<ServiceRequest>, filter: RequestFilter): void {
  switch (filter) {
    case 'all':
      return;
    case 'to-decide':
      query.andWhere(`request.status = 'submitted' AND request.waiting_list_since IS NULL`);
      return;
    case 'waiting-list':
      query.andWhere(
        `request.status IN ('submitted', 'waiting-for-requester') AND request.waiting_list_since IS NOT NULL`,
      );
      return;
    default:
      query.andWhere('request.status = :status', { status: filter });
  }
}
