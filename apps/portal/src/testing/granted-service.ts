import { SubscriptionsService, type Holder } from '../features/subscriptions/subscriptions.service.js';
import type { Subscription } from '../features/subscriptions/subscription.entity.js';
import type { TestPortal } from './portal-harness.js';
import { aService } from './request-scene.js';

/** Grants a service as an approved request does. @param quota in bytes; null: none of its own */
export function grantAccess(
  portal: TestPortal,
  serviceId: string,
  holder: Holder,
  quota: number | null = null,
): Promise<Subscription> {
  const subscriptions = portal.app.get(SubscriptionsService, { strict: false });
  return portal.database.transaction((manager) =>
    subscriptions.grant(manager, { serviceId, holder, requestId: null, quota }),
  );
}

/** Grants a service of the dummy connector, which its worker has made; gives the subscription's id. */
export async function grantDummy(
  portal: TestPortal,
  holder: Holder,
  name = 'Nuage du Steir',
  behaviour = 'ok',
): Promise<string> {
  const connectorSettings = { url: 'https://nuage.example', behaviour };
  const service = await aService(portal, { name, connectorSettings });
  const { id } = await grantAccess(portal, service.id, holder);
  await portal.runJobs();
  return id;
}

/** What the tool of a subscription does from now on; see the dummy's settings. */
export async function behave(portal: TestPortal, subscriptionId: string, behaviour: string): Promise<void> {
  await portal.database.query(
    `UPDATE service SET connector_settings = connector_settings || jsonb_build_object('behaviour', $2::text)
     WHERE id = (SELECT service_id FROM subscription WHERE id = $1)`,
    [subscriptionId, behaviour],
  );
}
