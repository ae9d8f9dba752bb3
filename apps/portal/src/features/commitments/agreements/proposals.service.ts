import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { CommitmentCourse, type DeadlineWish, type StatusWish } from '../promises/commitment-course.service.js';
import { CommitmentEdits, type PromiseWish, type Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import type { Agreement } from '../updates/update.form.js';
import { AgreementAsking } from './agreement-asking.service.js';
import { CommitmentProposal } from './commitment-proposal.entity.js';

/** Changes that wait for the accountable person, and what they decide. */
@Injectable()
export class Proposals {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly course: CommitmentCourse,
    private readonly edits: CommitmentEdits,
    private readonly asking: AgreementAsking,
    private readonly history: CommitmentHistory,
  ) {}

  /** Oldest first. */
  async waiting(commitmentIds: readonly string[]): Promise<CommitmentProposal[]> {
    return this.database
      .getRepository(CommitmentProposal)
      .find({ where: { commitmentId: In([...commitmentIds]) }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** @throws AppError `not-found` for who edits another commune, and once it is decided */
  async find(actor: Actor, id: string): Promise<{ proposal: CommitmentProposal; commitment: Commitment }> {
    const { part, commitment } = await this.scope.part(this.database.manager, actor, CommitmentProposal, id);
    return { proposal: part, commitment };
  }

  /**
   * Carries the change out, or sends it back to its author. `version`: that of the commitment beside which it was read.
   * @throws AppError `not-found` for anybody but the accountable person
   */
  async decide(actor: Actor, id: string, said: Agreement): Promise<Result<Commitment, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: proposal, commitment } = await this.scope.part(manager, actor, CommitmentProposal, id, true);
      if (commitment.accountableAccountId !== actor.accountId) throw new AppError(NOT_FOUND);
      if (commitment.version !== said.version) return fail({ field: 'form', key: 'commitments:errors.changed' });
      await manager.delete(CommitmentProposal, { id });
      const agreed = said.decision === 'agree';
      if (agreed) {
        const done = await this.carryOut(manager, actor, commitment, proposal);
        if (!done.ok) return done;
      } else {
        const after = { ...proposal.wanted, reason: said.reason };
        await this.history.record(manager, actor, commitment, 'change.sent-back', null, after);
      }
      const { authorId } = proposal;
      const author = authorId === null ? null : await manager.findOneBy(Account, { id: authorId });
      if (author !== null) {
        const mail = agreed ? 'changeAgreed' : 'changeSentBack';
        const path = `/editeur/engagements/${commitment.id}`;
        await this.asking.tell(manager, author, mail, commitment, path, actor.displayName, said.reason);
      }
      return ok(commitment);
    });
  }

  private carryOut(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    { kind, wanted }: CommitmentProposal,
  ): Promise<Result<unknown, Refusal>> {
    switch (kind) {
      case 'publication':
        return this.edits.makePublic(manager, actor, commitment);
      case 'status':
        return this.course.changeStatus(manager, actor, commitment, wanted as unknown as StatusWish);
      case 'deadline':
        return this.course.changeDeadline(manager, actor, commitment, wanted as unknown as DeadlineWish);
      case 'promise':
        return this.edits.change(manager, actor, commitment, wanted as unknown as PromiseWish);
    }
  }
}
