import { Injectable } from '@nestjs/common';
import { findConnector } from '@ronron/connectors';
import { AppError } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import { DataSource } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import { operates, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Plan } from '../../catalogue/plans/plan.entity.js';
import { emptyForm } from '../../../platform/forms/read-form.js';
import { PlanWords } from '../../catalogue/plans/plan-words.service.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { Membership } from '../../organisations/membership.entity.js';
import { UsageHistory } from '../../usage/usage-history.service.js';
import { holderName, Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { seenOf } from './subscription-changes.service.js';
import { SubscriptionChange } from './subscription-change.entity.js';

const GIGABYTE = 1000 ** 3;

/** What the pages of one subscription show: its plan, what it uses, and what was asked. */
@Injectable()
export class SubscriptionPages {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly words: PlanWords,
    private readonly usage: UsageHistory,
  ) {}

  /**
   * For its holder and the members of the organisation that holds it; who manages it may ask.
   * @throws AppError `not-found`
   */
  async held(actor: Actor, id: string, locale: Locale, form: FormState): Promise<Record<string, unknown>> {
    const subscription = await this.subscriptions.findFor(actor.accountId, id);
    if (subscription === null) throw new AppError(NOT_FOUND);
    const manages = await this.manages(actor, subscription);
    const model = await this.shared(subscription, locale, form);
    return { ...model, mayAsk: manages && model.adjustable, changes: manages ? model.changes : [] };
  }

  /**
   * For the operators of the service's structure. `form` null: filled with what holds now.
   * @throws AppError `not-found`
   */
  async operated(actor: Actor, id: string, locale: Locale, form: FormState | null): Promise<Record<string, unknown>> {
    const relations = { service: { structure: true }, plan: true, account: true, organisation: true };
    const subscription = await this.database.getRepository(Subscription).findOne({ where: { id }, relations });
    if (subscription === null || !operates(actor, subscription.service!.structureId)) throw new AppError(NOT_FOUND);
    const model = await this.shared(subscription, locale, form ?? asItStands(subscription));
    return {
      ...model,
      changeable: subscription.status !== 'ended' && model.adjustable,
      holder: holderName(subscription),
      account: subscription.accountId,
      organisationId: subscription.organisationId,
      seen: seenOf(subscription, model.waiting),
    };
  }

  private async shared(subscription: Subscription, locale: Locale, form: FormState) {
    const { id, plan, organisationId } = subscription;
    const changes = await this.database.getRepository(SubscriptionChange).find({
      where: { subscriptionId: id },
      relations: { askedBy: true, decidedBy: true, wishedPlan: true },
      order: { createdAt: 'DESC' },
      take: 20,
    });
    const offered = await this.plans.offered(subscription.serviceId);
    const people = organisationId === null ? 1 : await this.database.manager.countBy(Membership, { organisationId });
    const latest = await this.usage.latestOf(id);
    const plans = this.words.choices(withOwn(offered, plan ?? null), locale);
    const hasQuota =
      subscription.quota !== null || (findConnector(subscription.service!.connectorId)?.can.quota ?? false);
    return {
      id,
      form,
      service: subscription.service!,
      organisation: subscription.organisation?.name ?? null,
      status: subscription.status,
      startedAt: subscription.startedAt,
      plan: plan ? { name: plan.name, line: this.words.line(plan, locale) } : null,
      quota: subscription.quota,
      hasQuota,
      ownQuota: subscription.ownQuota && plan !== null,
      people,
      tooMany: (plan?.mostMembers ?? people) < people,
      latest,
      full: latest?.bytes != null && subscription.quota !== null && latest.bytes >= subscription.quota * 0.9,
      history: await this.usage.chartOf(id, subscription.quota),
      plans,
      /** Whether there is anything that can be more or less. */
      adjustable: hasQuota || plans.length > 0,
      waiting: changes.find(({ status }) => status === 'waiting') ?? null,
      changes: changes.filter(({ status }) => status !== 'waiting'),
    };
  }

  private async manages(actor: Actor, { organisationId }: Subscription): Promise<boolean> {
    if (organisationId === null) return true;
    const membership = await this.database.manager.findOneBy(Membership, {
      organisationId,
      accountId: actor.accountId,
    });
    return membership !== null && membership.role !== 'member';
  }
}

function asItStands({ planId, quota, ownQuota }: Subscription): FormState {
  return emptyForm({ plan: planId ?? '', quota: ownQuota && quota !== null ? String(quota / GIGABYTE) : '' });
}

/** A plan that is no longer offered can still be kept by who has it. */
function withOwn(offered: readonly Plan[], own: Plan | null): readonly Plan[] {
  return own === null || offered.some(({ id }) => id === own.id) ? offered : [own, ...offered];
}
