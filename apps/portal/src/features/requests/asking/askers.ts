import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import type { Holder } from '../../subscriptions/subscriptions.service.js';
import { StructureMember } from '../../territories/structure-member.entity.js';
import type { Asker } from './eligibility.js';

/** Somebody for whom the actor may ask: themselves, or an organisation that they own or manage. */
export interface PossibleHolder {
  readonly holder: Holder;
  /** Null for oneself. */
  readonly organisation: Organisation | null;
}

/** For whom people may ask, and what the rules need to know of them. */
@Injectable()
export class Askers {
  /** Oneself first. Organisations that closed are left out. */
  async holdersOf(manager: EntityManager, actor: Actor): Promise<PossibleHolder[]> {
    const memberships = await manager.find(Membership, {
      where: { accountId: actor.accountId, role: In(['owner', 'manager']), organisation: { closedAt: IsNull() } },
      relations: { organisation: { commune: true } },
      order: { createdAt: 'ASC' },
    });
    return [
      { holder: { accountId: actor.accountId }, organisation: null },
      ...memberships.map(({ organisation }) => ({
        holder: { organisationId: organisation!.id },
        organisation: organisation!,
      })),
    ];
  }

  async describe(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    organisation: Organisation | null,
  ): Promise<Asker> {
    const commune = organisation === null ? await this.communeOf(manager, actor) : organisation.commune!;
    return {
      organisationKind: organisation?.kind ?? null,
      commune,
      member:
        service.accessMode === 'members-only' &&
        (await manager.existsBy(StructureMember, { structureId: service.structureId, email: actor.email })),
    };
  }

  private async communeOf(manager: EntityManager, actor: Actor): Promise<Asker['commune']> {
    const account = await manager.findOne(Account, { where: { id: actor.accountId }, relations: { commune: true } });
    return account?.commune ?? null;
  }
}
