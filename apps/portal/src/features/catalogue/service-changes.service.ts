import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What belongs to a service and lives in another feature: brought up to date in the transaction of the change. */
export type ServiceFollower = (manager: EntityManager, serviceId: string) => Promise<void>;

/** Features that keep something of each service say so here, in `onModuleInit`; the catalogue knows none of them. */
@Injectable()
export class ServiceChanges {
  private readonly followers: ServiceFollower[] = [];

  follow(follower: ServiceFollower): void {
    this.followers.push(follower);
  }

  /** A service was made or changed. */
  async tell(manager: EntityManager, serviceId: string): Promise<void> {
    for (const follower of this.followers) await follower(manager, serviceId);
  }
}
