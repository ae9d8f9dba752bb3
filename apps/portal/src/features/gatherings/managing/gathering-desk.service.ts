import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Gathering } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from '../registrations/gathering-registration.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';

/** So far back the list goes; older ones are on the public pages. */
const LOOKS_BACK = 400 * DAY;

export interface GatheringAtWork {
  readonly id: string;
  readonly title: string;
  readonly state: Gathering['state'];
  readonly startsAt: Date;
  readonly registered: number;
  readonly waiting: number;
  /** It took place, and nobody has noted who came. */
  readonly toNote: boolean;
}

/** What somebody keeps, at a glance. */
@Injectable()
export class GatheringDesk {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The latest first. */
  async of(actor: Actor): Promise<GatheringAtWork[]> {
    return this.database.query<GatheringAtWork[]>(
      `SELECT gathering.id, gathering.title, gathering.state, gathering.starts_at AS "startsAt",
         (SELECT count(*)::int FROM gathering_registration AS one
          WHERE one.gathering_id = gathering.id AND one.status = 'registered') AS registered,
         (SELECT count(*)::int FROM gathering_registration AS one
          WHERE one.gathering_id = gathering.id AND one.status = 'waiting') AS waiting,
         gathering.state = 'published' AND gathering.ends_at <= $3 AS "toNote"
       FROM gathering
       WHERE ((gathering.structure_id IS NULL AND gathering.commune_id = ANY($1)) OR gathering.structure_id = ANY($2))
         AND gathering.ends_at > $4
       ORDER BY gathering.starts_at DESC LIMIT 200`,
      [actor.communes, actor.structures, this.clock.now(), new Date(this.clock.now().getTime() - LOOKS_BACK)],
    );
  }

  /** In their order. */
  async sessions(gatheringId: string): Promise<GatheringSession[]> {
    return this.database
      .getRepository(GatheringSession)
      .find({ where: { gatheringId }, order: { startsAt: 'ASC', id: 'ASC' } });
  }

  /** Who has a place and who waits, by name as at the door; the waiting list in its order. */
  async list(gatheringId: string): Promise<{ registered: GatheringRegistration[]; waiting: GatheringRegistration[] }> {
    const all = await this.database.getRepository(GatheringRegistration).find({
      where: { gatheringId, status: In(['registered', 'waiting']) },
      relations: { account: true },
      order: { since: 'ASC', id: 'ASC' },
    });
    const byName = (one: GatheringRegistration, other: GatheringRegistration): number =>
      shownName(one).localeCompare(shownName(other), 'fr');
    return {
      registered: all.filter(({ status }) => status === 'registered').sort(byName),
      waiting: all.filter(({ status }) => status === 'waiting'),
    };
  }
}

/** The account's own name, which may have changed since. */
export function shownName({ account, name }: GatheringRegistration): string {
  return account?.displayName ?? name;
}
