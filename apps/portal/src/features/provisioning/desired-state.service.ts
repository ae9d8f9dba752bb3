import { findConnector, type DesiredState } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Plan } from '../catalogue/plans/plan.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { Subjects } from '../sso/clients/subjects.service.js';
import { seatedAmong } from '../subscriptions/plans/seats.service.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { SharedAccounts } from './shared-accounts.service.js';

const STATES = { active: 'active', suspended: 'suspended', ended: 'absent' } as const;

/** How a service knows an account at its sign-in. */
type SubOf = (accountId: string) => string;

/** What a tool should hold for a subscription, as it stands now: least privilege, so nothing that a tool does not need. */
@Injectable()
export class DesiredStates {
  constructor(
    private readonly database: DataSource,
    private readonly subjects: Subjects,
    private readonly shared: SharedAccounts,
  ) {}

  async of(subscription: Subscription): Promise<DesiredState> {
    return (await this.ofAll(subscription.serviceId, [subscription]))[0]!;
  }

  /** Of subscriptions to one service, in their order; a few questions to the database, however many they are. */
  async ofAll(serviceId: string, subscriptions: readonly Subscription[]): Promise<DesiredState[]> {
    const subOf = await this.subjects.subsForService(serviceId);
    const accounts = await this.accounts(subscriptions);
    const members = await this.members(subscriptions);
    const plans = await this.plans(subscriptions);
    const wanted = subscriptions.map((subscription) => {
      const { accountId, organisationId } = subscription;
      const plan = plans.get(subscription.planId ?? '') ?? null;
      return accountId === null
        ? ofOrganisation(subscription, plan, members.get(organisationId!) ?? [], subOf)
        : ofAccount(subscription, plan, accounts.get(accountId)!, subOf);
    });
    const { connectorId } = await this.database.getRepository(Service).findOneByOrFail({ id: serviceId });
    return findConnector(connectorId)?.can.sharedAccounts ? this.shared.addTo(serviceId, wanted) : wanted;
  }

  private async plans(subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, Plan>> {
    const ids = [...new Set(subscriptions.flatMap(({ planId }) => planId ?? []))];
    if (ids.length === 0) return new Map();
    const plans = await this.database.getRepository(Plan).findBy({ id: In(ids) });
    return new Map(plans.map((plan) => [plan.id, plan]));
  }

  private async accounts(subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, Account>> {
    const ids = subscriptions.flatMap(({ accountId }) => accountId ?? []);
    if (ids.length === 0) return new Map();
    const accounts = await this.database.getRepository(Account).findBy({ id: In(ids) });
    return new Map(accounts.map((account) => [account.id, account]));
  }

  private async members(subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, Membership[]>> {
    const ids = subscriptions.flatMap(({ organisationId }) => organisationId ?? []);
    if (ids.length === 0) return new Map();
    const memberships = await this.database.getRepository(Membership).find({
      where: { organisationId: In(ids) },
      relations: { account: true, organisation: true },
      order: { createdAt: 'ASC' },
    });
    const byOrganisation = new Map<string, Membership[]>(ids.map((id) => [id, []]));
    for (const membership of memberships) byOrganisation.get(membership.organisationId)!.push(membership);
    return byOrganisation;
  }
}

function ofAccount(
  { id, status, quota }: Subscription,
  plan: Plan | null,
  account: Account,
  subOf: SubOf,
): DesiredState {
  const { id: accountId, displayName, email, locale } = account;
  return {
    subscriptionId: id,
    state: STATES[status],
    quotaBytes: quota,
    rooms: plan?.rooms ?? null,
    holder: { kind: 'account', id: accountId, name: displayName },
    members: [{ accountId, subject: subOf(accountId), displayName, email, role: 'manager' }],
    name: displayName,
    locale,
  };
}

function ofOrganisation(
  { id, status, quota, organisationId }: Subscription,
  plan: Plan | null,
  memberships: readonly Membership[],
  subOf: SubOf,
): DesiredState {
  const name = memberships[0]?.organisation?.name ?? '';
  const present = memberships.filter(({ account }) => account!.suspendedAt === null && account!.deleteAfter === null);
  return {
    subscriptionId: id,
    state: STATES[status],
    quotaBytes: quota,
    rooms: plan?.rooms ?? null,
    holder: { kind: 'organisation', id: organisationId!, name },
    members: seatedAmong(present, plan?.mostMembers ?? null).map(({ account, role }) => ({
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
