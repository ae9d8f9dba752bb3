import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, DAY, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { GRACE } from '../../accounts/closing/account-closings.service.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { dueDate } from './rights-clock.js';
import { RightsMails } from './rights-mails.service.js';
import { piecesAsked, RightsRequest, type Piece } from './rights-request.entity.js';

/** Days before the end of the month at which those who answer are reminded, and the day itself. */
const REMINDED_DAYS_BEFORE = [7, 1, 0];
const SHOWN = 200;

export type CloseRefusal = 'pieces-missing' | 'no-account' | 'already';

/** What those who answer see of rights, and do about them: operators for their structures, administrators for all. */
@Injectable()
export class RightsDesk implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: RightsMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('remind-rights', '20 5 * * *', () => this.remind());
  }

  /** Open ones by their date, then those that were answered, newest first. */
  async list(actor: Actor): Promise<RightsRequest[]> {
    return this.scoped(actor)
      .addSelect(`CASE WHEN request.status = 'open' THEN request.due_at END`, 'urgency')
      .orderBy('urgency', 'ASC', 'NULLS LAST')
      .addOrderBy('request.answered_at', 'DESC')
      .limit(SHOWN)
      .getMany();
  }

  /** Open ones, the most urgent first; for the desk. */
  async waitingFor(actor: Actor): Promise<RightsRequest[]> {
    return this.scoped(actor).andWhere(`request.status = 'open'`).orderBy('request.due_at').limit(SHOWN).getMany();
  }

  /** @throws AppError `not-found` for one of another structure. */
  async find(actor: Actor, id: string): Promise<RightsRequest> {
    const request = await this.scoped(actor).andWhere('request.id = :id', { id }).getOne();
    if (request === null) throw new AppError(NOT_FOUND);
    return request;
  }

  /** Two months more, once, told to the person with the reason before the first month is over (RGPD article 12.3). */
  extend(actor: Actor, id: string, reason: string): Promise<Result<void, 'already' | 'too-late'>> {
    return this.change(actor, id, async (manager, request) => {
      const now = this.clock.now();
      if (request.status !== 'open' || request.extendedAt !== null) return fail('already' as const);
      if (request.dueAt < now) return fail('too-late' as const);
      const values = { extendedAt: now, extensionReason: reason, dueAt: dueDate(request.receivedAt, true) };
      await manager.update(RightsRequest, { id }, values);
      await this.mails.tell(manager, { ...request, ...values }, 'rightExtended', { reason });
      await this.record(manager, actor, request, 'rights-request.extended', { reason });
      return ok(undefined);
    });
  }

  answer(actor: Actor, id: string, accepted: boolean, answer: string): Promise<Result<void, 'already'>> {
    return this.change(actor, id, async (manager, request) => {
      if (request.status !== 'open') return fail('already' as const);
      const status = accepted ? ('accepted' as const) : ('refused' as const);
      const values = { status, answer, answeredAt: this.clock.now(), answeredById: actor.accountId };
      await manager.update(RightsRequest, { id }, values);
      await this.mails.tell(manager, request, accepted ? 'rightAccepted' : 'rightRefused', { answer });
      await this.record(manager, actor, request, `rights-request.${status}`, { right: request.right });
      return ok(undefined);
    });
  }

  /** Which pieces relatives have shown. They are looked at and given back: none is kept. */
  see(actor: Actor, id: string, pieces: readonly Piece[]): Promise<Result<void, 'already'>> {
    return this.change(actor, id, async (manager, request) => {
      if (request.status !== 'open') return fail('already' as const);
      await manager.update(RightsRequest, { id }, { piecesSeen: [...pieces] });
      await this.record(manager, actor, request, 'rights-request.pieces-seen', { pieces: [...pieces] });
      return ok(undefined);
    });
  }

  /**
   * Closes the account of somebody who died, as they could have themselves: with the days of grace, and a mail to its mailbox, so
   * that a mistake can be undone. Administrators only: the route says so.
   */
  closeAccount(actor: Actor, id: string): Promise<Result<void, CloseRefusal>> {
    return this.change(actor, id, async (manager, request) => {
      if (request.status !== 'open' || request.right !== 'deceased') return fail('already' as const);
      if (!piecesAsked.every((piece) => request.piecesSeen.includes(piece))) return fail('pieces-missing' as const);
      const account = await manager.findOne(Account, {
        where: { email: request.deceasedEmail ?? '' },
        lock: { mode: 'pessimistic_write' },
      });
      if (account === null) return fail('no-account' as const);
      if (account.deleteAfter !== null) return fail('already' as const);
      const deleteAfter = new Date(this.clock.now().getTime() + GRACE);
      const securityStamp = newId(this.clock, this.randomness);
      await manager.update(Account, { id: account.id }, { deleteAfter, securityStamp });
      await manager.query('DELETE FROM session WHERE account_id = $1', [account.id]);
      await this.subscriptions.shutOut(manager, account.id, 'closing');
      await this.mails.accountClosed(manager, account, deleteAfter);
      await this.record(manager, actor, request, 'rights-request.account-closed', { accountId: account.id });
      return ok(undefined);
    });
  }

  /** Tells those who answer what is due soon or too late, once a day at most. */
  private async remind(): Promise<void> {
    const today = Math.floor(this.clock.now().getTime() / DAY);
    const open = await this.database.getRepository(RightsRequest).findBy({ status: 'open' });
    for (const request of open) {
      const left = Math.floor(request.dueAt.getTime() / DAY) - today;
      if (left >= 0 && !REMINDED_DAYS_BEFORE.includes(left)) continue;
      await inTransaction(this.database, (manager) => this.mails.tellThoseWhoAnswer(manager, request, 'rightDue'));
    }
  }

  private async change<Refusal>(
    actor: Actor,
    id: string,
    work: (manager: EntityManager, request: RightsRequest) => Promise<Result<void, Refusal>>,
  ): Promise<Result<void, Refusal>> {
    await this.find(actor, id);
    return inTransaction(this.database, async (manager) =>
      work(manager, await manager.findOneOrFail(RightsRequest, { where: { id }, lock: { mode: 'pessimistic_write' } })),
    );
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    request: RightsRequest,
    action: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    const { id, structureId } = request;
    await this.audit.record(manager, actor, { action, subject: { kind: 'rights-request', id }, structureId, after });
  }

  private scoped(actor: Actor): SelectQueryBuilder<RightsRequest> {
    return this.database
      .getRepository(RightsRequest)
      .createQueryBuilder('request')
      .leftJoinAndSelect('request.account', 'account')
      .leftJoinAndSelect('request.structure', 'structure')
      .where('(:all OR request.structure_id = ANY(:structures))', {
        all: actor.administrator,
        structures: actor.structures,
      });
  }
}
