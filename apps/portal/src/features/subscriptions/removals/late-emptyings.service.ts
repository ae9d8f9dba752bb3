import { Inject, Injectable } from '@nestjs/common';
import { HOUR, type Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';

/** A tool empties itself in seconds; after so long somebody should know why it has not. */
const EXPECTED_WITHIN = HOUR;

/** A subscription that ended and that its tool still holds, as far as we know. */
export interface LateEmptying {
  readonly jobId: string;
  readonly jobStatus: string;
  readonly holder: string;
  readonly serviceName: string;
  readonly since: Date;
  /** From the closed set of the connector contract; null when nothing failed yet. */
  readonly failureReason: string | null;
}

/** Keeps an eye on tools that were to be emptied. What has failed for good stands on the desk as a job. */
@Injectable()
export class LateEmptyings {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Those of the actor's structures, the oldest first. */
  async waitingFor(actor: Actor): Promise<LateEmptying[]> {
    return this.database.query<LateEmptying[]>(
      `SELECT job.id AS "jobId", job.status AS "jobStatus", job.failure_reason AS "failureReason", service.name AS "serviceName",
         subscription.ended_at AS since, coalesce(organisation.name, account.display_name, '') AS holder
       FROM subscription
       JOIN service ON service.id = subscription.service_id
       LEFT JOIN organisation ON organisation.id = subscription.organisation_id
       LEFT JOIN account ON account.id = subscription.account_id
       JOIN LATERAL (SELECT * FROM provisioning_job WHERE subscription_id = subscription.id ORDER BY id DESC LIMIT 1) job ON true
       WHERE service.structure_id = ANY($1) AND subscription.status = 'ended' AND subscription.ended_at <= $2
         AND subscription.applied_revision < subscription.wanted_revision AND job.status IN ('queued', 'running', 'retrying', 'waiting')
       ORDER BY subscription.ended_at LIMIT 100`,
      [actor.structures, new Date(this.clock.now().getTime() - EXPECTED_WITHIN)],
    );
  }
}
