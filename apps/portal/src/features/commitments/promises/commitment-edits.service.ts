import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { edits, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { AgreementAsking } from '../agreements/agreement-asking.service.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { AgreementWatch } from './agreement-watch.service.js';
import type { ChangeOutcome } from './commitment-course.service.js';
import { CommitmentHistory, difference } from './commitment-history.service.js';
import { CommitmentRules, type PublishingRules } from './commitment-rules.entity.js';
import { CommitmentScope } from './commitment-scope.service.js';
import { Commitment } from './commitment.entity.js';
import type { CommitmentChange, NewCommitment } from './commitment.form.js';

/** A field of the form and why it is refused, as a locale key. */
export interface Refusal {
  readonly field: string;
  readonly key: string;
}

/** What of a commitment editors write in one form, without the version that they read. */
export type PromiseWish = Omit<CommitmentChange, 'version'>;

/** What editors write of a commitment itself. */
@Injectable()
export class CommitmentEdits {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly watch: AgreementWatch,
    private readonly asking: AgreementAsking,
    private readonly moves: CommitmentMoves,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** What one can commit to: the measures that this commune has no commitment on yet. */
  async openMeasures(communeId: string): Promise<Measure[]> {
    return this.database
      .getRepository(Measure)
      .createQueryBuilder('measure')
      .innerJoinAndSelect('measure.framework', 'framework')
      .where(
        'measure.retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM commitment WHERE commitment.measure_id = measure.id AND commitment.commune_id = :communeId)',
        { communeId },
      )
      .orderBy('framework.position')
      .addOrderBy('measure.position')
      .getMany();
  }

  async communes(actor: Actor): Promise<Commune[]> {
    return this.database
      .getRepository(Commune)
      .createQueryBuilder('commune')
      .where('commune.id = ANY(:ids)', { ids: [...actor.communes] })
      .orderBy('commune.name')
      .getMany();
  }

  /** Those who may be accountable with an account of their own: the editors of the commune. */
  async editors(communeId: string): Promise<{ id: string; displayName: string }[]> {
    return this.database
      .getRepository(Account)
      .createQueryBuilder('account')
      .select(['account.id', 'account.displayName'])
      .innerJoin(
        RoleGrant,
        'role',
        `role.account_id = account.id AND role.role = 'editor' AND role.commune_id = :communeId`,
        {
          communeId,
        },
      )
      .orderBy('account.displayName')
      .addOrderBy('account.id')
      .getMany();
  }

  /** A commitment that nobody but its editors sees yet. */
  async create(actor: Actor, said: NewCommitment): Promise<Result<Commitment, Refusal>> {
    if (!isId(said.communeId) || !edits(actor, said.communeId)) throw new AppError(NOT_FOUND);
    const { communeId, measureId } = said;
    const refusal = await this.checkAccountable(communeId, said.accountableAccountId);
    if (refusal !== null) return fail(refusal);
    const measure = isId(measureId)
      ? await this.database.getRepository(Measure).findOneBy({ id: measureId, retiredAt: IsNull() })
      : null;
    if (measure === null) return fail({ field: 'measureId', key: 'commitments:errors.measure' });
    const now = this.clock.now();
    const commitment = this.database.getRepository(Commitment).create({
      ...said,
      id: newId(this.clock, this.randomness),
      status: 'announced' as const,
      statusReason: '',
      statusSince: now,
      publishedAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    try {
      await inTransaction(this.database, async (manager) => {
        await manager.insert(Commitment, commitment as never);
        const after = { measure: measure.key, ...editable(commitment), deadline: commitment.deadline };
        await this.history.record(manager, actor, commitment, 'commitment.created', null, after);
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'measureId', key: 'commitments:errors.measureTaken' });
      throw error;
    }
    return ok(commitment);
  }

  /** A new level or other words of a public commitment may have to wait for the accountable person. */
  async edit(actor: Actor, id: string, said: CommitmentChange): Promise<Result<ChangeOutcome, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      const { version, ...wish } = said;
      if (commitment.version !== version) return fail({ field: 'form', key: 'commitments:errors.changed' });
      if (commitment.level !== wish.level || commitment.words !== wish.words) {
        const refusal = await this.checkAccountable(commitment.communeId, wish.accountableAccountId);
        if (refusal !== null) return fail(refusal);
        const held = await this.asking.hold(manager, actor, commitment, 'promise', wish);
        if (!held.ok) return held;
        if (held.value) return ok('waiting');
      }
      return this.change(manager, actor, commitment, wish);
    });
  }

  /** In the transaction of the caller, who holds the commitment and saw to the agreement. */
  async change(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    wish: PromiseWish,
  ): Promise<Result<ChangeOutcome, Refusal>> {
    const refusal = await this.checkAccountable(commitment.communeId, wish.accountableAccountId);
    if (refusal !== null) return fail(refusal);
    const before = editable(commitment);
    const accountable = commitment.accountableAccountId;
    Object.assign(commitment, wish, { version: commitment.version + 1, updatedAt: this.clock.now() });
    await manager.save(commitment);
    const [was, is] = difference(before, editable(commitment));
    await this.history.record(manager, actor, commitment, 'commitment.edited', was, is);
    if ('level' in is || 'words' in is) {
      const levels = { fromValue: String(before['level']), toValue: String(commitment.level) };
      await this.moves.tell(manager, commitment, { kind: 'promise', ...levels });
    }
    await this.watch.replaced(manager, actor, commitment, accountable);
    return ok('done');
  }

  /** From then on everybody sees it. There is no way back: a promise that is given up is marked as abandoned, with the reason. */
  async publish(actor: Actor, id: string): Promise<Result<ChangeOutcome, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      if (commitment.publishedAt !== null) return ok('done');
      const held = await this.asking.hold(manager, actor, commitment, 'publication', {});
      if (!held.ok) return held;
      if (held.value) return ok('waiting');
      return this.makePublic(manager, actor, commitment);
    });
  }

  /** In the transaction of the caller, who holds the commitment and saw to the agreement. */
  async makePublic(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
  ): Promise<Result<ChangeOutcome, Refusal>> {
    if (commitment.publishedAt !== null) return ok('done');
    commitment.publishedAt = this.clock.now();
    commitment.version++;
    await manager.save(commitment);
    await this.history.record(manager, actor, commitment, 'commitment.published', null, null);
    await this.moves.tell(manager, commitment, { kind: 'published' });
    return ok('done');
  }

  async needsAgreement(communeId: string, manager: EntityManager = this.database.manager): Promise<boolean> {
    return (await this.rules(communeId, manager)).needsAgreement;
  }

  async rules(communeId: string, manager: EntityManager = this.database.manager): Promise<PublishingRules> {
    const rules = await manager.findOneBy(CommitmentRules, { communeId });
    return { needsAgreement: rules?.needsAgreement ?? false, readsProposals: rules?.readsProposals ?? false };
  }

  /** Who reads what before the public of this commune does. */
  async setRules(actor: Actor, communeId: string, rules: PublishingRules): Promise<void> {
    if (!isId(communeId) || !edits(actor, communeId)) throw new AppError(NOT_FOUND);
    await inTransaction(this.database, async (manager) => {
      const before = await this.rules(communeId, manager);
      await manager.upsert(CommitmentRules, { communeId, ...rules }, ['communeId']);
      await this.audit.record(manager, actor, {
        action: 'commitment-rules.updated',
        subject: { kind: 'commune', id: communeId },
        communeId,
        before: { ...before },
        after: { ...rules },
      });
      if (before.needsAgreement && !rules.needsAgreement) await this.watch.switchedOff(manager, actor, communeId);
    });
  }

  private async checkAccountable(communeId: string, accountId: string | null): Promise<Refusal | null> {
    if (accountId === null) return null;
    const known = (await this.editors(communeId)).some(({ id }) => id === accountId);
    return known ? null : { field: 'accountableAccountId', key: 'commitments:errors.accountableAccount' };
  }
}

/** What the history compares. */
function editable(commitment: Commitment): Record<string, unknown> {
  const { level, words, accountableName, accountableRole, accountableAccountId } = commitment;
  const { department, voteReference, voteOn, voteResult, voteUrl } = commitment;
  return {
    level,
    words,
    accountableName,
    accountableRole,
    accountableAccountId,
    department,
    voteReference,
    voteOn,
    voteResult,
    voteUrl,
  };
}
