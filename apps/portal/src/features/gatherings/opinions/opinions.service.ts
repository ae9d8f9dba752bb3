import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Randomness } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { longText } from '../../../platform/forms/form-fields.js';
import { linkTokenHash } from '../../../platform/security/link-token.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { GatheringOpinion } from './gathering-opinion.entity.js';

/** Two questions. */
export const opinionForm = z.object({
  useful: z.enum(['1', '2', '3', '4'], { error: 'gatherings:errors.useful' }).transform(Number),
  wish: longText(2000),
});

export interface OpinionSummary {
  readonly count: number;
  /** How many said 4, 3, 2 and 1, those who said so on another portal included. */
  readonly useful: readonly { readonly useful: number; readonly count: number }[];
  readonly wishes: readonly string[];
}

/** What people say after a gathering, once each and without their name. */
@Injectable()
export class Opinions {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Once for each registration, after the end; else nothing is kept. */
  async give(token: string, { useful, wish }: z.output<typeof opinionForm>): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const registration = await manager.findOne(GatheringRegistration, {
        where: { linkHash: linkTokenHash(token), status: 'registered', gaveOpinion: false },
        lock: { mode: 'pessimistic_write' },
      });
      if (registration === null || registration.overAt > this.clock.now()) return false;
      await manager.update(GatheringRegistration, { id: registration.id }, { gaveOpinion: true });
      const id = randomId(this.randomness);
      await manager.insert(GatheringOpinion, { id, gatheringId: registration.gatheringId, useful, wish });
      return true;
    });
  }

  async of(gatheringId: string): Promise<OpinionSummary> {
    const all = await this.database
      .getRepository(GatheringOpinion)
      .find({ where: { gatheringId }, order: { id: 'ASC' } });
    const { opinionsElsewhere = [] } =
      (await this.database.getRepository(Gathering).findOneBy({ id: gatheringId })) ?? {};
    const useful = [4, 3, 2, 1].map((grade, index) => ({
      useful: grade,
      count: all.filter((one) => one.useful === grade).length + (opinionsElsewhere[index] ?? 0),
    }));
    return {
      count: useful.reduce((sum, { count }) => sum + count, 0),
      useful,
      wishes: all.map(({ wish }) => wish).filter((wish) => wish !== ''),
    };
  }
}

/** By chance alone (RFC 9562, version 4): other ids of ours tell when they were made. */
function randomId(randomness: Randomness): string {
  const bytes = randomness.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
