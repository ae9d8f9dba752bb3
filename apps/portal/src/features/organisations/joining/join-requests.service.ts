import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { FORBIDDEN, NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../../accounts/account.entity.js';
import type { OrganisationNumber } from '../identifiers.js';
import { JoinRequest } from './join-request.entity.js';
import { Membership, type MembershipRole } from '../membership.entity.js';
import { Memberships } from '../memberships.service.js';
import type { Organisation } from '../organisation.entity.js';
import { OrganisationMails } from '../organisation-mails.service.js';
import { WITHIN_STRUCTURES } from '../organisation-scope.js';
import { printedNumberOf } from '../organisation-values.js';
import { OrganisationsService } from '../organisations.service.js';

/** Numbers are public, but nobody needs to try many. */
const BY_ACCOUNT: RateLimit = { name: 'join-request-account', points: 20, seconds: 24 * 3600 };

export type AskRefusal = 'unknown' | 'already-member' | 'already-asked';
export type JoinDecision = 'accepted' | 'refused';

/** Somebody asks to join an organisation that was registered already; its owners or an operator decide. */
@Injectable()
export class JoinRequests {
  constructor(
    private readonly database: DataSource,
    private readonly organisations: OrganisationsService,
    private readonly memberships: Memberships,
    private readonly mails: OrganisationMails,
    private readonly audit: AuditLog,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async ask(actor: Actor, number: OrganisationNumber, message: string): Promise<Result<void, AskRefusal>> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    return inTransaction(this.database, async (manager) => {
      const known = await this.organisations.byNumber(manager, number);
      if (known === null) return fail('unknown');
      const organisation = await this.memberships.lock(manager, known.id);
      const pair = { organisationId: organisation.id, accountId: actor.accountId };
      if (await manager.existsBy(Membership, pair)) return fail('already-member');
      if (await manager.existsBy(JoinRequest, { ...pair, status: 'waiting' })) return fail('already-asked');
      await manager.insert(JoinRequest, {
        id: newId(this.clock, this.randomness),
        ...pair,
        message,
        status: 'waiting',
        createdAt: this.clock.now(),
      });
      await this.mails.askedToJoin(manager, organisation, actor, message);
      return ok(undefined);
    });
  }

  /** What the account asked for and is not decided; `organisation` is loaded for its number alone. */
  async ofAccount(accountId: string): Promise<JoinRequest[]> {
    return this.database.getRepository(JoinRequest).find({
      where: { accountId, status: 'waiting' },
      relations: { organisation: true },
      order: { createdAt: 'ASC' },
    });
  }

  async withdraw(actor: Actor, id: string): Promise<void> {
    const { affected } = await this.database
      .getRepository(JoinRequest)
      .update(
        { id, accountId: actor.accountId, status: 'waiting' },
        { status: 'withdrawn', decidedAt: this.clock.now() },
      );
    if (affected === 0) throw new AppError(NOT_FOUND);
  }

  /** What waits for the owners of one organisation, oldest first. */
  async waitingIn(organisationId: string): Promise<JoinRequest[]> {
    return this.database.getRepository(JoinRequest).find({
      where: { organisationId, status: 'waiting' },
      relations: { account: true },
      order: { createdAt: 'ASC' },
      take: 100,
    });
  }

  /** What operators may decide in place of owners, oldest first; for the desk. */
  async waitingFor(actor: Actor): Promise<JoinRequest[]> {
    return this.database
      .getRepository(JoinRequest)
      .createQueryBuilder('joining')
      .innerJoinAndSelect('joining.organisation', 'organisation')
      .innerJoinAndSelect('joining.account', 'account')
      .where(`joining.status = 'waiting' AND organisation.closed_at IS NULL`)
      .andWhere(WITHIN_STRUCTURES, { structures: actor.structures, since: this.clock.now() })
      .orderBy('joining.createdAt', 'ASC')
      .take(100)
      .getMany();
  }

  /** By an owner. `already`: another one decided first. */
  async decide(
    actor: Actor,
    organisationId: string,
    id: string,
    decision: JoinDecision,
    role: MembershipRole,
  ): Promise<Result<void, 'already'>> {
    if ((await this.organisations.roleOf(actor.accountId, organisationId)) !== 'owner') throw new AppError(NOT_FOUND);
    return inTransaction(this.database, async (manager) => {
      const settled = await this.settle(manager, actor, organisationId, id, decision, role);
      return settled.ok ? ok(undefined) : settled;
    });
  }

  /**
   * By an operator whose structure serves the organisation: for when its owners are gone. Those who are not are told.
   * @throws AppError `forbidden` for a request of one's own
   */
  async decideAsOperator(
    actor: Actor,
    organisationId: string,
    id: string,
    decision: JoinDecision,
    role: MembershipRole,
    structureId: string,
  ): Promise<Result<void, 'already'>> {
    return inTransaction(this.database, async (manager) => {
      const settled = await this.settle(manager, actor, organisationId, id, decision, role);
      if (settled.ok) {
        const { organisation, asker } = settled.value;
        if (asker.id === actor.accountId) throw new AppError(FORBIDDEN);
        if (decision === 'accepted') await this.mails.decidedForThem(manager, organisation, asker, role);
        await this.audit.record(manager, actor, {
          action: `join-request.${decision}`,
          subject: { kind: 'join-request', id },
          structureId,
          before: { status: 'waiting' },
          after: { status: decision, organisationId, ...(decision === 'accepted' ? { role } : {}) },
        });
      }
      return settled.ok ? ok(undefined) : settled;
    });
  }

  private async settle(
    manager: EntityManager,
    actor: Actor,
    organisationId: string,
    id: string,
    decision: JoinDecision,
    role: MembershipRole,
  ): Promise<Result<{ readonly organisation: Organisation; readonly asker: Account }, 'already'>> {
    const organisation = await this.memberships.lock(manager, organisationId);
    const request = await manager.findOne(JoinRequest, {
      where: { id, organisationId },
      relations: { account: true },
    });
    if (request === null) throw new AppError(NOT_FOUND);
    if (request.status !== 'waiting') return fail('already');
    await manager.update(
      JoinRequest,
      { id },
      { status: decision, decidedAt: this.clock.now(), decidedById: actor.accountId },
    );
    const asker = request.account as Account;
    if (decision === 'refused') {
      await this.mails.joinRefused(manager, asker, printedNumberOf(organisation));
      return ok({ organisation, asker });
    }
    await this.memberships.join(manager, organisationId, asker.id, role);
    await this.mails.joinAccepted(manager, organisation, asker, role);
    return ok({ organisation, asker });
  }
}
