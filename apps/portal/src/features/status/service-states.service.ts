import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import { Service, type ServiceState } from '../catalogue/service.entity.js';

/** What operators tell the public about a service, over what health checks find. */
@Injectable()
export class ServiceStates {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Holds until it is lifted. */
  async set(actor: Actor, id: string, state: ServiceState, note: string): Promise<void> {
    await this.change(actor, id, { state, stateNote: note, stateByHand: true });
  }

  /** Back to what the checks find; until the next one nobody knows. */
  async lift(actor: Actor, id: string): Promise<void> {
    await this.change(actor, id, { state: 'unknown', stateNote: '', stateByHand: false });
  }

  private async change(
    actor: Actor,
    id: string,
    after: Pick<Service, 'state' | 'stateNote' | 'stateByHand'>,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, id);
      const { state, stateNote, stateByHand } = service;
      const stateSince = state === after.state ? service.stateSince : this.clock.now();
      await manager.update(Service, { id }, { ...after, stateSince });
      await this.audit.record(manager, actor, {
        action: 'service.state-set',
        subject: { kind: 'service', id },
        structureId: service.structureId,
        before: { state, stateNote, stateByHand },
        after: { ...after },
      });
    });
  }
}
