import type { TestPortal } from './portal-harness.js';
import { aService } from './request-scene.js';
import { SubscriptionsService, type Holder } from '../features/subscriptions/subscriptions.service.js';

/** Grants a service of the dummy connector, which its worker has made; gives the subscription's id. */
export async function grantDummy(
  portal: TestPortal,
  holder: Holder,
  name = 'Nuage du Steir',
  behaviour = 'ok',
): Promise<string> {
  const { id: serviceId } = await aService(portal, {
    name,
    connectorSettings: { url: 'https://nuage.example', behaviour } as never,
  });
  const { id } = await portal.database.transaction((manager) =>
    portal.app.get(SubscriptionsService).grant(manager, { serviceId, holder, requestId: null, quota: null }),
  );
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
