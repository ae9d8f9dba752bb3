import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { SETTINGS } from '../config/tokens.js';
import type { PortalSettings } from '../config/portal-settings.js';
import { JointStatement } from '../database/joint-statement.js';
import { poolOf } from '../database/migrate.js';
import { TOO_MANY_ATTEMPTS } from './security.errors.js';

/** So many `points` within `seconds` for one key; the name is part of the stored key. */
export interface RateLimit {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** What is limited, and for whom. */
export type LimitedKey = readonly [limit: RateLimit, key: string];

/** Of each limit in turn, how many attempts it counts now and the seconds until it forgets them. */
export type Counted = readonly (readonly [points: number, seconds: number])[] | null;

/** Limits that hold across replicas, since they are counted in PostgreSQL. Keys are stored hashed. */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterPostgres>();

  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /**
   * Counts one attempt.
   * @throws AppError `too-many-attempts` (429, with the seconds to wait) beyond the limit.
   */
  async consume(limit: RateLimit, key: string): Promise<void> {
    try {
      await this.limiter(limit).consume(this.hashed(key));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new AppError(TOO_MANY_ATTEMPTS, { seconds: Math.ceil(refused.msBeforeNext / 1000) });
    }
  }

  /**
   * Counts one attempt against several limits in one question to the database, in their order: one that refuses stops the count, so
   * that what comes after it is not used up by attempts that were never made.
   * @returns how many attempts each counts now, in the same order.
   * @throws AppError `too-many-attempts` for the first that is used up.
   */
  async consumeAll(limits: readonly LimitedKey[]): Promise<number[]> {
    const statement = new JointStatement(`consume-${limits.length}`);
    const counted = this.count(statement, 'attempts', limits);
    return holdOrThrow(
      limits,
      (await statement.run<{ counted: Counted }>(this.database, `SELECT ${counted} AS counted`)).counted,
    );
  }

  /**
   * Has a statement count in the same way, as parts whose names begin with `part`.
   * @param when what must hold for it, in SQL; what it must hold of may be another part.
   * @returns what the statement's question is to select, and to be given to `holdOrThrow`: null when nothing was counted.
   */
  count(statement: JointStatement, part: string, limits: readonly LimitedKey[], when = 'true'): string {
    const now = '(extract(epoch FROM now()) * 1000)::bigint';
    limits.forEach(([limit, key], index) => {
      statement.add(`${part}_${index}`, (value) => {
        const before = limits[index - 1]?.[0];
        // Each is counted only while the one before it holds.
        const condition =
          before === undefined ? when : `(SELECT points FROM ${part}_${index - 1}) <= ${value(before.points)}::integer`;
        // The library's own form of keys: both count in the same rows.
        return `INSERT INTO rate_limit AS known (key, points, expire)
          SELECT ${value(`${limit.name}:${this.hashed(key)}`)}::text, 1, ${now} + ${value(limit.seconds)}::bigint * 1000 WHERE ${condition}
          ON CONFLICT (key) DO UPDATE SET
            points = CASE WHEN known.expire <= ${now} THEN 1 ELSE known.points + 1 END,
            expire = CASE WHEN known.expire <= ${now} THEN EXCLUDED.expire ELSE known.expire END
          RETURNING points, ceil((expire - ${now}) / 1000.0)::integer AS seconds`;
      });
    });
    const all = limits.map((_, index) => `SELECT ${index} AS place, points, seconds FROM ${part}_${index}`);
    return `(SELECT json_agg(json_build_array(points, seconds) ORDER BY place) FROM (${all.join(' UNION ALL ')}) AS counted)`;
  }

  /** Counts one attempt and tells whether it was within the limit: for what is simply not done beyond it. */
  async tryConsume(limit: RateLimit, key: string): Promise<boolean> {
    try {
      await this.consume(limit, key);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.definition === TOO_MANY_ATTEMPTS) return false;
      throw error;
    }
  }

  /** Forgets what was counted, e.g. after a right password. */
  async reset(limit: RateLimit, key: string): Promise<void> {
    await this.limiter(limit).delete(this.hashed(key));
  }

  private limiter(limit: RateLimit): RateLimiterPostgres {
    let limiter = this.limiters.get(limit.name);
    if (limiter === undefined) {
      limiter = new RateLimiterPostgres({
        storeClient: poolOf(this.database),
        tableName: 'rate_limit',
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix: limit.name,
        points: limit.points,
        duration: limit.seconds,
      });
      this.limiters.set(limit.name, limiter);
    }
    return limiter;
  }

  private hashed(key: string): string {
    return createHash('sha256')
      .update(`${this.settings.publicUrl}|${networkOf(key)}`)
      .digest('base64url');
  }
}

/**
 * How many attempts each limit counts now, in the same order; a limit that was not reached by the count has none.
 * @throws AppError `too-many-attempts` for the first that is used up.
 */
export function holdOrThrow(limits: readonly LimitedKey[], counted: Counted): number[] {
  return (counted ?? []).map(([points, seconds], index) => {
    if (points > limits[index]![0].points) throw new AppError(TOO_MANY_ATTEMPTS, { seconds: Math.max(1, seconds) });
    return points;
  });
}

/**
 * What a limit by network address counts: of IPv6 the first half, since one home has all addresses that begin with it.
 * Everything else is itself.
 */
export function networkOf(key: string): string {
  if (!isIPv6(key) || key.includes('.')) return key;
  const [head = '', tail] = key.split('%', 1)[0]!.split('::');
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)];
  return `${all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
