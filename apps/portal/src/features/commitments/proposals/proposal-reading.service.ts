import { Inject, Injectable } from '@nestjs/common';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CollectiveProposal, type ProposalReading } from './collective-proposal.entity.js';
import { CHANGED, ProposalAnswers } from './proposal-answers.service.js';
import { ProposalMails } from './proposal-mails.service.js';
import type { ProposalReadForm, ProposalSendingBack } from './proposal.form.js';

/** How many wait to be read in a commune, and since when: the public sees it, so that nothing waits in silence. */
export interface WaitingToBeRead {
  readonly communeId: string;
  readonly communeName: string;
  readonly count: number;
  readonly since: Date;
}

/** Where a commune reads what collectives write before everybody does. */
@Injectable()
export class ProposalReadings {
  constructor(
    private readonly database: DataSource,
    private readonly answers: ProposalAnswers,
    private readonly audit: AuditLog,
    private readonly mails: ProposalMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async waiting(): Promise<WaitingToBeRead[]> {
    return this.database.query(
      `SELECT commune.id AS "communeId", commune.name AS "communeName", count(*)::int AS count, min(written_at) AS since
       FROM collective_proposal JOIN commune ON commune.id = commune_id
       WHERE reading = 'waiting' AND withdrawn_at IS NULL GROUP BY commune.id ORDER BY commune.name, commune.id`,
    );
  }

  async publish(actor: Actor, id: string, { version }: ProposalReadForm): Promise<Result<void, Refusal>> {
    return this.decide(actor, id, version, { reading: 'public', publishedAt: this.clock.now() });
  }

  /** The collective reads why; the public reads nothing of it, but that it is not waiting any more. */
  async sendBack(
    actor: Actor,
    id: string,
    { version, sentBackReason }: ProposalSendingBack,
  ): Promise<Result<void, Refusal>> {
    return this.decide(actor, id, version, { reading: 'sent-back', sentBackReason });
  }

  /** The first of two editors decides; the second is told. */
  private async decide(
    actor: Actor,
    id: string,
    version: number,
    decided: Partial<CollectiveProposal> & { readonly reading: ProposalReading },
  ): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const proposal = await this.answers.find(actor, id, manager, true);
      if (proposal.version !== version || proposal.reading !== 'waiting' || proposal.withdrawnAt !== null) {
        return fail(CHANGED);
      }
      Object.assign(proposal, { ...decided, version: version + 1 });
      await manager.save(proposal);
      const { communeId, reading, sentBackReason } = proposal;
      await this.audit.record(manager, actor, {
        action: decided.reading === 'public' ? 'proposal.published' : 'proposal.sent-back',
        subject: { kind: 'proposal', id },
        communeId,
        before: { reading: 'waiting' },
        after: { reading, reason: sentBackReason },
      });
      await this.mails.tellRead(manager, proposal);
      return ok(undefined);
    });
  }
}
