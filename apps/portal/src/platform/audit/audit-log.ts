import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../config/tokens.js';
import type { Actor } from '../security/actor.js';
import { AuditEntry } from './audit-entry.entity.js';

export interface AuditedChange {
  /** `resource.verb`, e.g. `service.updated`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly structureId?: string | null;
  readonly communeId?: string | null;
  /** Never a secret: name the changed secret, not its value. */
  readonly before?: Record<string, unknown> | null;
  readonly after?: Record<string, unknown> | null;
}

/** Who with power changed what. Written in the transaction of the change, so that neither stands without the other. */
@Injectable()
export class AuditLog {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** `actor` null: the portal itself or a command of its host. */
  async record(manager: EntityManager, actor: Actor | null, change: AuditedChange): Promise<void> {
    await manager.insert(AuditEntry, {
      id: newId(this.clock, this.randomness),
      at: this.clock.now(),
      actorId: actor?.accountId ?? null,
      actorName: actor?.displayName ?? 'ronron',
      action: change.action,
      subjectKind: change.subject.kind,
      subjectId: change.subject.id,
      structureId: change.structureId ?? null,
      communeId: change.communeId ?? null,
      before: (change.before ?? null) as never,
      after: (change.after ?? null) as never,
      fromAddress: actor?.address ?? null,
    });
  }
}
