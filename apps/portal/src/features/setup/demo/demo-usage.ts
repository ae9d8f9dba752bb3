import { DAY } from '@ronron/kernel';
import { Plan } from '../../catalogue/plans/plan.entity.js';
import { SubscriptionChange } from '../../subscriptions/changes/subscription-change.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { UsageDay } from '../../usage/usage-day.entity.js';
import { UsageMonth } from '../../usage/usage-month.entity.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

const GIGABYTE = 1000 ** 3;
const DAYS_SHOWN = 89;

/** The plans of the cloud, a history of what is used, and one who asks for more. */
export async function demoUsage(context: DemoContext, services: DemoServices): Promise<void> {
  const { manager } = context;
  const plan = await demoPlans(context, services);
  const { cloud, pads } = services;
  await manager.update(Subscription, { serviceId: cloud.id }, { planId: plan.id, planRevision: 1 });
  const clouds = await manager.find(Subscription, { where: { serviceId: cloud.id }, order: { startedAt: 'ASC' } });
  for (const [index, subscription] of clouds.entries()) {
    // The school's space could not be made: nothing is used of it.
    if (subscription.organisationId !== null) continue;
    const idle = index === 1 ? 200 : 0;
    await history(context, subscription, (age) => ({
      bytes: Math.round((4.6 - index * 1.4) * GIGABYTE * (1 - age / 200)),
      items: 900 - index * 250 - age * 2,
      lastActivityAt: context.ago(age + idle),
    }));
  }
  for (const subscription of await manager.findBy(Subscription, { serviceId: pads.id }))
    await history(context, subscription, (age) => ({
      bytes: null,
      items: Math.max(1, 24 - Math.floor(age / 6)),
      lastActivityAt: context.ago(age),
    }));
  await someoneAsksForMore(
    context,
    clouds.find(({ organisationId }) => organisationId === null)!,
  );
}

async function demoPlans({ manager, newId, ago }: DemoContext, { cloud }: DemoServices): Promise<Plan> {
  const at = { createdAt: ago(300), updatedAt: ago(300) };
  const starter = manager.create(Plan, {
    id: newId(),
    serviceId: cloud.id,
    name: 'Découverte',
    summary: 'Pour une personne ou une petite association.',
    quota: 5 * GIGABYTE,
    mostMembers: 10,
    price: 'free',
    isDefault: true,
    position: 1,
    ...at,
  });
  const large = manager.create(Plan, {
    id: newId(),
    serviceId: cloud.id,
    name: 'Association',
    summary: 'Pour les photos, les comptes rendus et les archives d’une association.',
    quota: 20 * GIGABYTE,
    mostMembers: 50,
    price: 'contribution',
    contributionNote: 'Dix euros par an aident à remplacer les disques.',
    position: 2,
    ...at,
  });
  await manager.insert(Plan, [starter, large] as never);
  return starter;
}

/** `told` of what a tool would have said so many days ago; since the subscription began, months before days. */
async function history(
  { manager, ago }: DemoContext,
  { id: subscriptionId, startedAt }: Subscription,
  told: (age: number) => Pick<UsageDay, 'bytes' | 'items' | 'lastActivityAt'>,
): Promise<void> {
  const oldest = Math.floor((ago(0).getTime() - startedAt.getTime()) / DAY);
  const days = new Array<object>();
  const months = new Map<string, UsageMonth>();
  for (let age = oldest; age >= 0; age--) {
    const day = ago(age).toISOString().slice(0, 10);
    const said = told(age);
    if (age <= DAYS_SHOWN) days.push({ subscriptionId, day, ...said });
    else addTo(months, manager.create(UsageMonth, { subscriptionId, month: `${day.slice(0, 7)}-01` }), said);
  }
  await manager.insert(UsageDay, days);
  if (months.size > 0) await manager.insert(UsageMonth, [...months.values()] as never);
}

function addTo(
  months: Map<string, UsageMonth>,
  empty: UsageMonth,
  said: Pick<UsageDay, 'bytes' | 'items' | 'lastActivityAt'>,
): void {
  const known = months.get(empty.month);
  months.set(
    empty.month,
    Object.assign(known ?? empty, {
      bytesDays: (known?.bytesDays ?? 0) + (said.bytes === null ? 0 : 1),
      bytesSum: (known?.bytesSum ?? 0) + (said.bytes ?? 0),
      bytesMost: said.bytes,
      itemsMost: said.items,
      lastActivityAt: said.lastActivityAt,
    }),
  );
}

async function someoneAsksForMore({ manager, newId, ago }: DemoContext, subscription: Subscription): Promise<void> {
  await manager.insert(SubscriptionChange, {
    id: newId(),
    subscriptionId: subscription.id,
    askedById: subscription.accountId,
    reason: 'Je numérise les photos de la fête des marins : il me faudrait le double.',
    wishedQuota: 10 * GIGABYTE,
    status: 'waiting',
    createdAt: ago(1, 4),
  });
}
