import { SubscriptionClosure } from '../../subscriptions/ending/subscription-closure.entity.js';
import { Renewal } from '../../subscriptions/renewal/renewal.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

/** The resident is asked whether the pads are still of use; the association is ending its video meetings. */
export async function demoYears(
  { manager, newId, ago }: DemoContext,
  { pads, visio }: DemoServices,
  { resident }: DemoAccounts,
  { dance }: DemoOrganisations,
): Promise<void> {
  const asked = await manager.findOneByOrFail(Subscription, { serviceId: pads.id, accountId: resident.id });
  await manager.insert(Renewal, {
    subscriptionId: asked.id,
    dueAt: ago(-21),
    stage: 'announced',
    stageAt: ago(9),
    confirmedAt: null,
  });
  const ending = await manager.findOneByOrFail(Subscription, { serviceId: visio.id, organisationId: dance.id });
  await manager.insert(SubscriptionClosure, {
    id: newId(),
    subscriptionId: ending.id,
    cause: 'holder',
    status: 'counting',
    announcedAt: ago(12),
    endsAt: ago(-18),
  });
}
