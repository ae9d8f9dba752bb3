import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, IsNull, Not } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Account } from '../../accounts/account.entity.js';
import { MyRequests } from '../../requests/following/my-requests.service.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { Closures } from '../../subscriptions/ending/closures.service.js';
import { LastManager } from './last-manager.entity.js';
import { Invitation } from '../joining/invitation.entity.js';
import { JoinRequest } from '../joining/join-request.entity.js';
import { Membership } from '../membership.entity.js';
import { Memberships } from '../memberships.service.js';
import { OrganisationMails } from '../organisation-mails.service.js';
import { Organisation } from '../organisation.entity.js';

/** What goes with an organisation when it is closed. */
export interface ClosingConsequences {
  readonly organisation: Organisation;
  /** The services that end first, by their subscriptions. */
  readonly services: readonly { readonly id: string; readonly name: string }[];
  /** When their content goes, if it begins now. */
  readonly endsAt: Date;
  readonly members: number;
  readonly pendingRequests: number;
}

/** Closes an organisation at an owner's wish, and ends what depends on it. */
@Injectable()
export class OrganisationClosings {
  constructor(
    private readonly database: DataSource,
    private readonly memberships: Memberships,
    private readonly closures: Closures,
    private readonly requests: MyRequests,
    private readonly mails: OrganisationMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError `not-found` for who is not an owner */
  async consequences(actor: Actor, id: string): Promise<ClosingConsequences> {
    const { manager } = this.database;
    const owned = { accountId: actor.accountId, organisationId: id, role: 'owner' as const };
    const organisation = await manager.findOneBy(Organisation, { id, closedAt: IsNull() });
    if (organisation === null || !(await manager.existsBy(Membership, owned))) throw new AppError(NOT_FOUND);
    const held = await manager.find(Subscription, {
      where: { organisationId: id, status: Not('ended') },
      relations: { service: true },
      order: { startedAt: 'ASC' },
    });
    return {
      organisation,
      services: held.map(({ id: subscriptionId, service }) => ({ id: subscriptionId, name: service!.name })),
      endsAt: this.closures.endOfCountdown(),
      members: await manager.countBy(Membership, { organisationId: id }),
      pendingRequests: await this.requests.pendingFor(id),
    };
  }

  /**
   * Its services end first, each by its countdown: as long as one is left, this begins what is not begun and closes nothing. Then its
   * requests are withdrawn, nobody can join it, and its members are told before they are let go. Its number is free for another
   * registration.
   * @throws AppError `not-found` for who is not an owner, and once it is closed
   */
  async close(actor: Actor, id: string): Promise<Result<Organisation, 'services-first'>> {
    const { services } = await this.consequences(actor, id);
    for (const service of services) await this.closures.begin(actor, service.id);
    return inTransaction(this.database, async (manager) => {
      const organisation = await this.memberships.lock(manager, id);
      const members = await manager.find(Membership, { where: { organisationId: id }, relations: { account: true } });
      if (!members.some(({ accountId, role }) => accountId === actor.accountId && role === 'owner')) {
        throw new AppError(NOT_FOUND);
      }
      if (await manager.existsBy(Subscription, { organisationId: id, status: Not('ended') }))
        return fail('services-first');
      await this.requests.withdrawAllOf(manager, actor, id);
      for (const { account } of members) await this.mails.closed(manager, organisation, account as Account, actor);
      const now = this.clock.now();
      await manager.update(
        Invitation,
        { organisationId: id, acceptedAt: IsNull(), revokedAt: IsNull() },
        { revokedAt: now },
      );
      await manager.delete(JoinRequest, { organisationId: id, status: 'waiting' });
      const leading = members.filter(({ role }) => role !== 'member');
      await manager.insert(
        LastManager,
        leading.map(({ accountId }) => ({ organisationId: id, accountId })),
      );
      await manager.delete(Membership, { organisationId: id });
      await manager.update(Organisation, { id }, { closedAt: now });
      await this.audit.record(manager, actor, {
        action: 'organisation.closed',
        subject: { kind: 'organisation', id },
        before: { name: organisation.name, members: members.length },
        after: null,
      });
      return ok(organisation);
    });
  }
}
