import type { DesiredState } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { Subjects } from '../sso/clients/subjects.service.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';

/** What a tool should hold for a subscription, as it stands now: least privilege, so nothing that a tool does not need. */
@Injectable()
export class DesiredStates {
  constructor(
    private readonly database: DataSource,
    private readonly subjects: Subjects,
  ) {}

  /** `subscription` comes with its service. */
  async of(subscription: Subscription): Promise<DesiredState> {
    const state = { active: 'active', suspended: 'suspended', ended: 'absent' } as const;
    const subOf = await this.subjects.subsForService(subscription.serviceId);
    const shared = {
      subscriptionId: subscription.id,
      state: state[subscription.status],
      quotaBytes: subscription.quota,
    };
    if (subscription.accountId !== null) {
      const account = await this.database.getRepository(Account).findOneByOrFail({ id: subscription.accountId });
      const { id, displayName, email, locale } = account;
      return {
        ...shared,
        holder: { kind: 'account', id, name: displayName },
        members: [{ accountId: id, subject: subOf(id), displayName, email, role: 'manager' }],
        name: displayName,
        locale,
      };
    }
    const memberships = await this.database.getRepository(Membership).find({
      where: { organisationId: subscription.organisationId! },
      relations: { account: true, organisation: true },
      order: { createdAt: 'ASC' },
    });
    const name = memberships[0]?.organisation?.name ?? '';
    return {
      ...shared,
      holder: { kind: 'organisation', id: subscription.organisationId!, name },
      members: memberships
        .filter(({ account }) => account!.suspendedAt === null)
        .map(({ account, role }) => ({
          accountId: account!.id,
          subject: subOf(account!.id),
          displayName: account!.displayName,
          email: account!.email,
          role: role === 'member' ? ('member' as const) : ('manager' as const),
        })),
      name,
      locale: memberships[0]?.account?.locale ?? 'fr',
    };
  }
}
