import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, DAY, fail, newId, ok, type Clock, type Logger, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, LOGGER, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../../accounts/account.entity.js';
import { Membership } from '../membership.entity.js';
import { Memberships } from '../memberships.service.js';
import { HandoverMails } from './handover-mails.service.js';
import { Handover, type HandoverStatus } from './handover.entity.js';

/** Time in which owners, told by mail, can object to a contact who takes over. */
const OBJECTION = 14 * DAY;
/** An offer that nobody took is over. */
const OFFER_STANDS = 30 * DAY;
/** After an objection the same person does not claim again for so long. */
const REST = 90 * DAY;

export type HandoverRefusal = 'under-way' | 'too-soon' | 'already' | 'left';

/** An organisation changes its committee: by its owner to a member who accepts, or by its contact when its owners are gone. */
@Injectable()
export class Handovers implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly memberships: Memberships,
    private readonly mails: HandoverMails,
    private readonly audit: AuditLog,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('organisation-handovers', '25 * * * *', () => this.run());
  }

  /** The one that waits, for members. */
  async waitingIn(organisationId: string): Promise<Handover | null> {
    return this.database
      .getRepository(Handover)
      .findOne({ where: { organisationId, status: 'waiting' }, relations: { from: true, to: true } });
  }

  /** By an owner, to a member. `stays`: beside the new owner; else the one who hands over becomes a plain member. */
  async offer(
    actor: Actor,
    organisationId: string,
    membershipId: string,
    stays: boolean,
  ): Promise<Result<void, HandoverRefusal>> {
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, organisationId);
      const own = await manager.findOneBy(Membership, { organisationId, accountId: actor.accountId, role: 'owner' });
      const theirs = await manager.findOne(Membership, {
        where: { id: membershipId, organisationId },
        relations: { account: true },
      });
      if (own === null || theirs === null || theirs.accountId === actor.accountId) throw new AppError(NOT_FOUND);
      if (theirs.role === 'owner') return fail('already');
      const added = await this.add(manager, { organisationId, kind: 'offer', toId: theirs.accountId, stays }, actor);
      if (!added.ok) return added;
      await this.mails.offered(manager, organisation, theirs.account as Account, actor.displayName);
      return ok(undefined);
    });
  }

  /** By a contact who is no owner: takes effect when no owner objects. Every owner is told. */
  async claim(actor: Actor, organisationId: string): Promise<Result<void, HandoverRefusal>> {
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, organisationId);
      const own = await manager.findOneBy(Membership, { organisationId, accountId: actor.accountId, contact: true });
      if (own === null) throw new AppError(NOT_FOUND);
      if (own.role === 'owner') return fail('already');
      const refused = {
        organisationId,
        kind: 'claim',
        toId: actor.accountId,
        status: 'refused',
        decidedAt: MoreThan(new Date(this.clock.now().getTime() - REST)),
      } as const;
      if (await manager.existsBy(Handover, refused)) return fail('too-soon');
      const added = await this.add(
        manager,
        { organisationId, kind: 'claim', toId: actor.accountId, stays: true },
        actor,
      );
      if (!added.ok) return added;
      await this.mails.claimed(manager, organisation, actor, added.value.effectiveAt);
      return ok(undefined);
    });
  }

  /** By whom it was offered to. */
  async accept(actor: Actor, organisationId: string): Promise<Result<void, HandoverRefusal>> {
    return this.decide(organisationId, async (manager, handover) => {
      if (handover.kind !== 'offer' || handover.toId !== actor.accountId) throw new AppError(NOT_FOUND);
      return this.carryOut(manager, handover, actor);
    });
  }

  /** By whom it was offered to (no, thank you), or by an owner about a claim (objection). */
  async refuse(actor: Actor, organisationId: string): Promise<Result<void, HandoverRefusal>> {
    return this.decide(organisationId, async (manager, handover) => {
      const mine = handover.kind === 'offer' && handover.toId === actor.accountId;
      if (!mine && !(handover.kind === 'claim' && (await this.owns(manager, actor, organisationId))))
        throw new AppError(NOT_FOUND);
      await this.close(manager, handover, 'refused');
      await this.mails.refused(manager, handover, actor.displayName);
      return ok(undefined);
    });
  }

  /** By who began it, and an offer by any owner. */
  async withdraw(actor: Actor, organisationId: string): Promise<Result<void, HandoverRefusal>> {
    return this.decide(organisationId, async (manager, handover) => {
      const mine =
        handover.kind === 'claim' ? handover.toId === actor.accountId : await this.owns(manager, actor, organisationId);
      if (!mine) throw new AppError(NOT_FOUND);
      await this.close(manager, handover, 'withdrawn');
      return ok(undefined);
    });
  }

  /** Claims whose time has come take effect; offers that nobody took are over. */
  private async run(): Promise<void> {
    const due = { status: 'waiting' as const, effectiveAt: LessThanOrEqual(this.clock.now()) };
    for (const { organisationId } of await this.database.getRepository(Handover).findBy(due)) {
      await this.decide(organisationId, async (manager, handover) => {
        if (handover.effectiveAt > this.clock.now()) return ok(undefined);
        if (handover.kind === 'claim') return this.carryOut(manager, handover, null);
        await this.close(manager, handover, 'withdrawn');
        return ok(undefined);
      }).catch((error: unknown) => this.logger.error({ err: error, organisationId }, 'a handover failed'));
    }
  }

  private async add(
    manager: EntityManager,
    values: Pick<Handover, 'organisationId' | 'kind' | 'toId' | 'stays'>,
    actor: Actor,
  ): Promise<Result<Handover, 'under-way'>> {
    const { organisationId, kind } = values;
    if (await manager.existsBy(Handover, { organisationId, status: 'waiting' })) return fail('under-way');
    const now = this.clock.now();
    const handover = manager.create(Handover, {
      ...values,
      id: newId(this.clock, this.randomness),
      fromId: kind === 'offer' ? actor.accountId : null,
      status: 'waiting',
      createdAt: now,
      effectiveAt: new Date(now.getTime() + (kind === 'offer' ? OFFER_STANDS : OBJECTION)),
      decidedAt: null,
    });
    await manager.insert(Handover, handover as never);
    return ok(handover);
  }

  /** Locks the organisation first, as every change of its members does. */
  private async decide(
    organisationId: string,
    work: (manager: EntityManager, handover: Handover) => Promise<Result<void, HandoverRefusal>>,
  ): Promise<Result<void, HandoverRefusal>> {
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, organisationId);
      const handover = await manager.findOne(Handover, {
        where: { organisationId, status: 'waiting' },
        relations: { from: true, to: true },
      });
      if (handover === null) return fail('already');
      handover.organisation = organisation;
      return work(manager, handover);
    });
  }

  /** `actor` null: nobody objected in time. */
  private async carryOut(
    manager: EntityManager,
    handover: Handover,
    actor: Actor | null,
  ): Promise<Result<void, HandoverRefusal>> {
    const { organisationId, toId, fromId, kind, stays } = handover;
    const theirs = await manager.findOneBy(Membership, { organisationId, accountId: toId });
    const from =
      fromId === null
        ? null
        : await manager.findOneBy(Membership, { organisationId, accountId: fromId, role: 'owner' });
    // Who left meanwhile does not come back as an owner, and who is no owner any more has nothing to hand over.
    const stands =
      theirs !== null && (kind === 'claim' ? theirs.contact && handover.to!.suspendedAt === null : from !== null);
    if (!stands) {
      await this.close(manager, handover, 'withdrawn');
      return fail('left');
    }
    if (from !== null && !stays) await manager.update(Membership, { id: from.id }, { role: 'member' });
    // After the other's change, so that tools hear of both at once.
    await this.memberships.join(manager, organisationId, toId, 'owner', true);
    await this.close(manager, handover, 'done');
    await this.mails.done(manager, handover);
    await this.audit.record(manager, actor, {
      action: 'organisation.handed-over',
      subject: { kind: 'organisation', id: organisationId },
      before: { ownerId: fromId },
      after: { ownerId: toId, kind, stays },
    });
    return ok(undefined);
  }

  private async close(manager: EntityManager, { id }: Handover, status: HandoverStatus): Promise<void> {
    await manager.update(Handover, { id }, { status, decidedAt: this.clock.now() });
  }

  private owns(manager: EntityManager, { accountId }: Actor, organisationId: string): Promise<boolean> {
    return manager.existsBy(Membership, { organisationId, accountId, role: 'owner' });
  }
}
