import { Injectable } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';

export interface AuditFilters {
  /** Beginning of an action, e.g. `service.` or `service.updated`; empty: all. */
  readonly action: string;
  readonly structureId: string | null;
  /** Part of the name of who did it. */
  readonly actor: string;
  /** The whole day, as dates of the portal's place (Europe/Paris). */
  readonly from: string;
  readonly until: string;
  /** Id of the last entry of the page before. */
  readonly after: string | null;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** What `after` of the next page is, or null. */
  readonly next: string | null;
}

const PAGE = 50;

/** Reads the append-only log. Ids are made in the order of time, so that they serve as the key of pages. */
@Injectable()
export class AuditReader {
  constructor(private readonly database: DataSource) {}

  async page(filters: AuditFilters): Promise<AuditPage> {
    const query = this.database.getRepository(AuditEntry).createQueryBuilder('entry');
    if (filters.action !== '') query.andWhere('starts_with(entry.action, :action)', { action: filters.action });
    if (filters.structureId !== null) query.andWhere('entry.structureId = :structureId', filters);
    if (filters.actor !== '') {
      query.andWhere('strpos(lower(entry.actorName), lower(:actor)) > 0', { actor: filters.actor });
    }
    if (filters.from !== '') {
      query.andWhere(`entry.at >= CAST(:from AS timestamp) AT TIME ZONE 'Europe/Paris'`, { from: filters.from });
    }
    if (filters.until !== '') {
      const dayAfter = `(CAST(:until AS timestamp) + interval '1 day') AT TIME ZONE 'Europe/Paris'`;
      query.andWhere(`entry.at < ${dayAfter}`, { until: filters.until });
    }
    if (filters.after !== null) query.andWhere('entry.id < :after', { after: filters.after });
    const found = await query
      .orderBy('entry.id', 'DESC')
      .take(PAGE + 1)
      .getMany();
    const entries = found.slice(0, PAGE);
    return { entries, next: found.length > PAGE ? entries.at(-1)!.id : null };
  }
}

/** Reads the query string; what cannot be meant is as if it were not there. */
export function readAuditFilters(query: Readonly<Record<string, unknown>>): AuditFilters {
  const text = (name: string, pattern: RegExp): string => {
    const value = query[name];
    return typeof value === 'string' && pattern.test(value.trim()) ? value.trim() : '';
  };
  const day = (name: string): string => {
    const value = text(name, /^\d{4}-\d{2}-\d{2}$/);
    return value !== '' && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) ? value : '';
  };
  return {
    action: text('action', /^[a-z-]{1,40}(\.[a-z-]{0,40})?$/),
    structureId: isId(query['structure']) ? query['structure'] : null,
    actor: text('qui', /^[^\p{Cc}\ufffd]{1,80}$/u),
    from: day('du'),
    until: day('au'),
    after: isId(query['apres']) ? query['apres'] : null,
  };
}
