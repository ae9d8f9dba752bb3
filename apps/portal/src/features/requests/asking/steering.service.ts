import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { Service } from '../../catalogue/service.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { intakeOf } from '../../territories/structure.entity.js';
import { ServicePlaces } from '../service-places.service.js';
import { Askers } from './askers.js';
import { eligibilityOf } from './eligibility.js';

/** Few are a help; many are a catalogue. */
const MOST_PROPOSED = 3;

/** Finds services with room for those who ask where there is none, whoever runs them. */
@Injectable()
export class Steering {
  constructor(
    private readonly database: DataSource,
    private readonly askers: Askers,
    private readonly places: ServicePlaces,
  ) {}

  /**
   * Services with the same software or for the same needs that the asker may have now: the same software first, then those that
   * take in without reserve.
   */
  async elsewhere(actor: Actor, full: Service, organisation: Organisation | null): Promise<Service[]> {
    const { manager } = this.database;
    const candidates = await manager
      .createQueryBuilder(Service, 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .where('service.id <> :id AND service.published AND structure.active', { id: full.id })
      .andWhere('(service.software_id = :software OR service.needs && :needs)', {
        software: full.softwareId,
        needs: full.needs,
      })
      .orderBy('service.name')
      .take(100)
      .getMany();
    const rank = (service: Service): number =>
      (service.softwareId === full.softwareId ? 0 : 2) + (intakeOf(service) === 'open' ? 0 : 1);
    const found: Service[] = [];
    for (const service of candidates.sort((a, b) => rank(a) - rank(b))) {
      if (found.length >= MOST_PROPOSED) break;
      const asker = await this.askers.describe(manager, actor, service, organisation);
      const { outcome } = eligibilityOf(service, asker, await this.places.isFull(manager, service));
      if (outcome === 'form' || outcome === 'grant') found.push(service);
    }
    return found;
  }
}
