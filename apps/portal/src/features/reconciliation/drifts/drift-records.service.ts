import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import type { DriftKind, HeldState } from './drift.entity.js';

/** What a comparison found about one subject; `wanted` null: nobody was granted it. */
export interface Finding {
  readonly subject: string;
  readonly subscriptionId: string | null;
  readonly remoteName: string;
  readonly kinds: readonly DriftKind[];
  readonly found: HeldState;
  readonly wanted: HeldState | null;
}

interface SeenIn {
  readonly id: string;
  readonly serviceId: string;
}

/** Writes down what comparisons find: a row for each subject, so that finding the same again changes nothing. */
@Injectable()
export class DriftRecords {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the run's transaction. An extra that somebody vouched for stays known; what was repaired and differs still is open again. */
  async found(manager: EntityManager, run: SeenIn, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    // A subject may have been found twice on one page: a statement writes a row once.
    const bySubject = new Map(findings.map((finding) => [finding.subject, finding]));
    const rows = [...bySubject.values()].map((finding) => ({
      id: newId(this.clock, this.randomness),
      subject: finding.subject,
      subscription_id: finding.subscriptionId,
      remote_name: finding.remoteName,
      kinds: finding.kinds,
      found: finding.found,
      wanted: finding.wanted,
    }));
    await manager.query(
      `INSERT INTO drift (id, service_id, subject, subscription_id, remote_name, kinds, found, wanted, status, run_id, first_seen_at, last_seen_at)
       SELECT row.id, $2, row.subject, row.subscription_id, row.remote_name, row.kinds, row.found, row.wanted, 'open', $3, $4, $4
       FROM jsonb_to_recordset($1::jsonb) AS row(id uuid, subject text, subscription_id uuid, remote_name text, kinds text[],
         found jsonb, wanted jsonb)
       ON CONFLICT (service_id, subject) DO UPDATE SET
         remote_name = excluded.remote_name, kinds = excluded.kinds, found = excluded.found,
         wanted = excluded.wanted, run_id = excluded.run_id, last_seen_at = excluded.last_seen_at, resolved_at = NULL,
         first_seen_at = CASE WHEN drift.status = 'gone' THEN excluded.first_seen_at ELSE drift.first_seen_at END,
         known_reason = CASE WHEN drift.status = 'known' THEN drift.known_reason ELSE '' END,
         status = CASE
           WHEN drift.status = 'known' AND excluded.kinds = ARRAY['extra'] THEN 'known'
           WHEN drift.status = 'ending' THEN 'ending'
           ELSE 'open' END`,
      [JSON.stringify(rows), run.serviceId, run.id, this.clock.now()],
    );
  }

  /** These subjects are as they should be. */
  async inOrder(manager: EntityManager, run: SeenIn, subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    await manager.query(
      `UPDATE drift SET status = 'gone', resolved_at = $4, run_id = $3
       WHERE service_id = $1 AND subject = ANY($2) AND status <> 'gone'`,
      [run.serviceId, subjects, run.id, this.clock.now()],
    );
  }

  /** A whole list of the tool was read: an extra that this run did not see is not there any more. */
  async extrasNotSeen(manager: EntityManager, run: SeenIn): Promise<void> {
    await manager.query(
      `UPDATE drift SET status = 'gone', resolved_at = $3
       WHERE service_id = $1 AND kinds = ARRAY['extra'] AND status <> 'gone' AND run_id <> $2`,
      [run.serviceId, run.id, this.clock.now()],
    );
  }
}
