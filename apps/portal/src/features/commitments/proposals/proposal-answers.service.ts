import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { edits, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CollectiveProposal } from './collective-proposal.entity.js';
import { ProposalAnswer } from './proposal-answer.entity.js';
import { ProposalMails } from './proposal-mails.service.js';
import type { NewProposalAnswer, ProposalHiding } from './proposal.form.js';

export const CHANGED: Refusal = { field: 'form', key: 'commitments:cahier.errors.changed' };

/** By what a commune carries a proposal out: one of its published commitments, or an action of one. */
export interface ProposalLink {
  readonly commitmentId: string | null;
  readonly actionId: string | null;
}

/** What the editors of a commune answer in its cahier. */
@Injectable()
export class ProposalAnswers {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    private readonly mails: ProposalMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** @throws AppError `not-found` for who edits another commune */
  async find(actor: Actor, id: string, manager = this.database.manager, lock = false): Promise<CollectiveProposal> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const proposal = await manager.findOne(CollectiveProposal, {
      where: { id },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    if (proposal === null || !edits(actor, proposal.communeId)) throw new AppError(NOT_FOUND);
    return proposal;
  }

  /** The published commitments of the commune with their actions, in the order of their measures. */
  async linkable(communeId: string): Promise<{ commitment: Commitment; actions: CommitmentAction[] }[]> {
    const commitments = await this.database.getRepository(Commitment).find({
      where: { communeId, publishedAt: Not(IsNull()) },
      relations: { measure: { framework: true } },
      order: { measure: { framework: { position: 'ASC' }, position: 'ASC' } },
    });
    const actions = await this.database.getRepository(CommitmentAction).find({
      where: { commitmentId: In(commitments.map(({ id }) => id)) },
      order: { position: 'ASC', id: 'ASC' },
    });
    return commitments.map((commitment) => ({
      commitment,
      actions: actions.filter(({ commitmentId }) => commitmentId === commitment.id),
    }));
  }

  /** Every answer stays readable: a later one does not erase the one before. */
  async answer(actor: Actor, id: string, said: NewProposalAnswer): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const proposal = await this.find(actor, id, manager, true);
      const { version, hiddenAt, withdrawnAt, reading } = proposal;
      if (version !== said.version || hiddenAt !== null || withdrawnAt !== null || reading !== 'public') {
        return fail(CHANGED);
      }
      const link = await this.link(manager, proposal, said);
      if (link === null) return fail({ field: 'link', key: 'ui:errors.choice' });
      const now = this.clock.now();
      const { decision, body } = said;
      await manager.insert(ProposalAnswer, {
        ...link,
        id: newId(this.clock, this.randomness),
        proposalId: id,
        at: now,
        decision,
        body,
        authorId: actor.accountId,
        authorName: actor.displayName,
      });
      const before = proposal.state;
      proposal.state = decision;
      proposal.version++;
      if (decision !== 'study') proposal.decidedAt ??= now;
      await manager.save(proposal);
      await this.record(manager, actor, proposal, 'proposal.answered', { state: before }, { state: decision, body });
      await this.mails.tellAnswered(manager, proposal, decision);
      return ok(undefined);
    });
  }

  /** Only what is against the law: everybody reads when it was hidden and why, and the collective is told. */
  async hide(actor: Actor, id: string, said: ProposalHiding): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const proposal = await this.find(actor, id, manager, true);
      const { version, hiddenAt, reading } = proposal;
      if (version !== said.version || hiddenAt !== null || reading !== 'public') return fail(CHANGED);
      Object.assign(proposal, {
        hiddenAt: this.clock.now(),
        hiddenReason: said.hideReason,
        version: version + 1,
      });
      await manager.save(proposal);
      await this.record(manager, actor, proposal, 'proposal.hidden', null, { reason: said.hideReason });
      await this.mails.tellHidden(manager, proposal);
      return ok(undefined);
    });
  }

  /** Null for what is none of the commune's public commitments or actions. Only what is accepted is carried out. */
  private async link(
    manager: EntityManager,
    { communeId }: CollectiveProposal,
    { decision, link }: NewProposalAnswer,
  ): Promise<ProposalLink | null> {
    if (decision !== 'accepted' || link === '') return { commitmentId: null, actionId: null };
    const [kind, id = ''] = link.split(':');
    if (!isId(id)) return null;
    const action = kind === 'action' ? await manager.findOneBy(CommitmentAction, { id }) : null;
    const commitmentId = kind === 'action' ? action?.commitmentId : id;
    if (commitmentId === undefined) return null;
    const isTheirs = await manager.existsBy(Commitment, { id: commitmentId, communeId, publishedAt: Not(IsNull()) });
    return isTheirs ? { commitmentId, actionId: action?.id ?? null } : null;
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    { id, communeId }: CollectiveProposal,
    action: string,
    before: Record<string, unknown> | null,
    after: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, actor, { action, subject: { kind: 'proposal', id }, communeId, before, after });
  }
}
