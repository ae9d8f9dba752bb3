import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { inWords, type DurationInWords } from './duration-in-words.js';

/** Fewer decisions than this say nothing about the next one. */
const ENOUGH = 5;

/** How far back decisions still say how fast a structure is today. */
const LOOKED_AT = 365 * DAY;

/** How long a decision usually takes: half of them were faster than `median`, four in five than `most`. */
export interface UsualDelay {
  readonly median: DurationInWords;
  readonly most: DurationInWords;
  readonly decisions: number;
}

/** Measured from past decisions of people, from the moment at which they could decide. */
@Injectable()
export class RequestDelays {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Null while there are too few decisions to say something honest. */
  async forService(serviceId: string): Promise<UsualDelay | null> {
    return this.measure('request.service_id = $2', serviceId);
  }

  /** Over all services of a structure. */
  async forStructures(structureIds: readonly string[]): Promise<UsualDelay | null> {
    return this.measure('request.service_id IN (SELECT id FROM service WHERE structure_id = ANY($2))', structureIds);
  }

  private async measure(which: string, value: unknown): Promise<UsualDelay | null> {
    const [row] = await this.database.query<{ decisions: number; delays: [number, number] | null }[]>(
      `SELECT count(*)::int AS decisions,
         percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (
           ORDER BY extract(epoch FROM request.decided_at - coalesce(request.ready_at, request.submitted_at))) AS delays
       FROM service_request AS request
       WHERE request.status IN ('approved', 'refused') AND request.decided_by_id IS NOT NULL
         AND request.decided_at >= $1 AND ${which}`,
      [new Date(this.clock.now().getTime() - LOOKED_AT), value],
    );
    const { decisions, delays } = row!;
    if (decisions < ENOUGH || delays === null) return null;
    return { decisions, median: inWords(delays[0] * 1000), most: inWords(delays[1] * 1000) };
  }
}
