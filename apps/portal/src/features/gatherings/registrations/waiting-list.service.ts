import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { placesOf, takesRegistrations, waysOf } from '../gathering/gathering-rules.js';
import type { Gathering, Way } from '../gathering/gathering.entity.js';
import { GatheringRegistration } from './gathering-registration.entity.js';
import { RegistrationMails } from './registration-mails.service.js';

export interface WayCount {
  readonly registered: number;
  readonly waiting: number;
}

/** Who has a place and who waits for one. Whoever calls holds the gathering's lock. */
@Injectable()
export class WaitingList {
  constructor(
    private readonly mails: RegistrationMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async counts(manager: EntityManager, gatheringId: string, way: Way): Promise<WayCount> {
    const [row] = await manager.query<[WayCount]>(
      `SELECT count(*) FILTER (WHERE status = 'registered')::int AS registered,
              count(*) FILTER (WHERE status = 'waiting')::int AS waiting
       FROM gathering_registration WHERE gathering_id = $1 AND way = $2`,
      [gatheringId, way],
    );
    return row;
  }

  /** A place, or the end of the list: nobody overtakes those who wait. */
  async statusOfNext(manager: EntityManager, gathering: Gathering, way: Way): Promise<'registered' | 'waiting'> {
    const { registered, waiting } = await this.counts(manager, gathering.id, way);
    return waiting === 0 && registered < placesOf(gathering, way) ? 'registered' : 'waiting';
  }

  /** Gives the places that are free to those who have waited longest, and tells them. */
  async moveUp(manager: EntityManager, gathering: Gathering): Promise<void> {
    if (!takesRegistrations(gathering, this.clock.now())) return;
    for (const way of waysOf(gathering)) {
      const { registered } = await this.counts(manager, gathering.id, way);
      const free = placesOf(gathering, way) - registered;
      if (free <= 0) continue;
      const next = await manager.find(GatheringRegistration, {
        where: { gatheringId: gathering.id, way, status: 'waiting' },
        relations: { account: true },
        order: { since: 'ASC', id: 'ASC' },
        take: free,
      });
      for (const registration of next) {
        await manager.update(GatheringRegistration, { id: registration.id }, { status: 'registered' });
        await this.mails.tell(manager, gathering, registration, 'movedUp');
      }
    }
  }
}
