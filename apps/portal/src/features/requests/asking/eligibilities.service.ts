import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import type { Holder } from '../../subscriptions/subscriptions.service.js';
import { StructureMember } from '../../territories/structure-member.entity.js';
import { ineligibilityOf, type Ineligibility } from './eligibility.js';

/** What keeps somebody from asking for a service, for features that only want to tell them. */
@Injectable()
export class Eligibilities {
  /** Null when nothing does. A person who may ask for one of their organisations is not kept from asking. */
  async ineligibility(manager: EntityManager, service: Service, holder: Holder): Promise<Ineligibility | null> {
    if ('organisationId' in holder) {
      const organisation = await manager.findOneOrFail(Organisation, {
        where: { id: holder.organisationId },
        relations: { commune: true },
      });
      return this.ofOrganisation(service, organisation);
    }
    const account = await manager.findOneOrFail(Account, {
      where: { id: holder.accountId },
      relations: { commune: true },
    });
    const member =
      service.accessMode === 'members-only' &&
      (await manager.existsBy(StructureMember, { structureId: service.structureId, email: account.email }));
    const own = ineligibilityOf(service, { organisationKind: null, commune: account.commune ?? null, member });
    if (own === null) return null;
    const managed = await manager.find(Membership, {
      where: { accountId: account.id, role: In(['owner', 'manager']), organisation: { closedAt: IsNull() } },
      relations: { organisation: { commune: true } },
    });
    const able = managed.some(({ organisation }) => this.ofOrganisation(service, organisation!, member) === null);
    return able ? null : own;
  }

  private ofOrganisation(service: Service, organisation: Organisation, member = false): Ineligibility | null {
    return ineligibilityOf(service, { organisationKind: organisation.kind, commune: organisation.commune!, member });
  }
}
