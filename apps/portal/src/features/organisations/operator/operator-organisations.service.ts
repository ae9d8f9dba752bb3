import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { FORBIDDEN, NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../../accounts/account.entity.js';
import { ServiceRequest } from '../../requests/service-request.entity.js';
import { RELATION_SEEN_FOR, Subscription } from '../../subscriptions/subscription.entity.js';
import { JoinRequests, type JoinDecision } from '../joining/join-requests.service.js';
import { Membership, type MembershipRole } from '../membership.entity.js';
import { Memberships } from '../memberships.service.js';
import { OrganisationMails } from '../organisation-mails.service.js';
import { WITHIN_STRUCTURES } from '../organisation-scope.js';
import { Organisation } from '../organisation.entity.js';

const PAGE_SIZE = 30;

export interface OrganisationsPage {
  readonly organisations: readonly Organisation[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

/** Organisations as operators see them: those that use or asked for their structures' services. */
@Injectable()
export class OperatorOrganisations {
  constructor(
    private readonly database: DataSource,
    private readonly joinRequests: JoinRequests,
    private readonly memberships: Memberships,
    private readonly mails: OrganisationMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. `search`: part of the name, or a number. */
  async list(actor: Actor, search: string, after: string | null): Promise<OrganisationsPage> {
    const query = this.scoped(actor, RELATION_SEEN_FOR)
      .orderBy('organisation.id', 'DESC')
      .take(PAGE_SIZE + 1);
    if (search !== '') {
      const number = search.replace(/[\s.-]/g, '').toUpperCase();
      query.andWhere(
        `(organisation.name ILIKE :part OR organisation.rna = :number OR organisation.siren = :number
          OR organisation.siret = :number)`,
        { part: `%${search.replace(/[\\%_]/g, '\\$&')}%`, number },
      );
    }
    if (after !== null) query.andWhere('organisation.id < :after', { after });
    const found = await query.getMany();
    return {
      organisations: found.slice(0, PAGE_SIZE),
      next: found.length > PAGE_SIZE ? found[PAGE_SIZE - 1]!.id : null,
    };
  }

  /** @throws AppError `not-found` outside the actor's structures. */
  async find(actor: Actor, id: string): Promise<Organisation> {
    const organisation = await this.scoped(actor, RELATION_SEEN_FOR).andWhere('organisation.id = :id', { id }).getOne();
    if (organisation === null) throw new AppError(NOT_FOUND);
    return organisation;
  }

  /** Whether the actor may still act for it: one of their structures serves it, or is asked to. */
  async serves(actor: Actor, id: string): Promise<boolean> {
    return this.scoped(actor, 0).andWhere('organisation.id = :id', { id }).getExists();
  }

  /** What it has and asked for at the actor's structures, and nowhere else; newest first. */
  async dealings(
    actor: Actor,
    organisationId: string,
  ): Promise<{ subscriptions: Subscription[]; requests: ServiceRequest[] }> {
    const mine = { structures: actor.structures };
    const subscriptions = await this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .where('subscription.organisation_id = :organisationId', { organisationId })
      .andWhere('service.structure_id = ANY(:structures)', mine)
      .orderBy('subscription.startedAt', 'DESC')
      .take(50)
      .getMany();
    const requests = await this.database
      .getRepository(ServiceRequest)
      .createQueryBuilder('request')
      .innerJoinAndSelect('request.service', 'service')
      .where(`request.organisation_id = :organisationId AND request.status <> 'draft'`, { organisationId })
      .andWhere('service.structure_id = ANY(:structures)', mine)
      .orderBy('request.id', 'DESC')
      .take(50)
      .getMany();
    return { subscriptions, requests };
  }

  async decide(
    actor: Actor,
    organisationId: string,
    requestId: string,
    decision: JoinDecision,
    role: MembershipRole,
  ): Promise<Result<void, 'already'>> {
    const structureId = await this.structureFor(actor, organisationId);
    return this.joinRequests.decideAsOperator(actor, organisationId, requestId, decision, role, structureId);
  }

  /**
   * Makes a member an owner, for when the former committee is gone. Nobody loses a role by it, and both sides are told.
   * @param check what the operator checked, and how; kept in the audit log
   * @throws AppError `forbidden` for oneself
   */
  async giveOwnership(
    actor: Actor,
    organisationId: string,
    membershipId: string,
    check: string,
  ): Promise<Result<void, 'already'>> {
    const structureId = await this.structureFor(actor, organisationId);
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, organisationId);
      const membership = await manager.findOne(Membership, {
        where: { id: membershipId, organisationId },
        relations: { account: true },
      });
      if (membership === null) throw new AppError(NOT_FOUND);
      if (membership.accountId === actor.accountId) throw new AppError(FORBIDDEN);
      if (membership.role === 'owner') return fail('already');
      await this.memberships.join(manager, organisationId, membership.accountId, 'owner');
      const account = membership.account as Account;
      await this.mails.roleChanged(manager, organisation, account, 'owner');
      await this.mails.decidedForThem(manager, organisation, account, 'owner');
      await this.audit.record(manager, actor, {
        action: 'organisation.ownership-given',
        subject: { kind: 'organisation', id: organisationId },
        structureId,
        before: { accountId: membership.accountId, role: membership.role },
        after: { accountId: membership.accountId, role: 'owner', check },
      });
      return ok(undefined);
    });
  }

  /**
   * For the audit log: one of the actor's structures by which they act for the organisation.
   * @throws AppError `not-found` once nothing is left between it and them
   */
  private async structureFor(actor: Actor, organisationId: string): Promise<string> {
    if (!(await this.serves(actor, organisationId))) throw new AppError(NOT_FOUND);
    const { subscriptions, requests } = await this.dealings(actor, organisationId);
    return [...subscriptions, ...requests][0]!.service!.structureId;
  }

  /** `seenFor`: how long an organisation is still in the scope after its last service or request, in milliseconds. */
  private scoped(actor: Actor, seenFor: number): SelectQueryBuilder<Organisation> {
    const since = new Date(this.clock.now().getTime() - seenFor);
    return this.database
      .getRepository(Organisation)
      .createQueryBuilder('organisation')
      .innerJoinAndSelect('organisation.commune', 'commune')
      .where('organisation.closed_at IS NULL')
      .andWhere(WITHIN_STRUCTURES, { structures: actor.structures, since });
  }
}
