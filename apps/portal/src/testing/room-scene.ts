import type { JitsiPeer } from '@ronron/testing';
import { ServiceConnectors } from '../features/catalogue/service-connectors.service.js';
import { Service } from '../features/catalogue/service.entity.js';
import type { Subscription } from '../features/subscriptions/subscription.entity.js';
import { SubscriptionsService, type Holder } from '../features/subscriptions/subscriptions.service.js';
import { SecretBox } from '../platform/security/secret-box.js';
import type { TestPortal } from './portal-harness.js';
import { aService } from './request-scene.js';

/** A service on the peer, with its secret where secrets are. */
export async function aVisioService(portal: TestPortal, peer: JitsiPeer, url = peer.url): Promise<Service> {
  const service = await aService(portal, {
    connectorId: 'jitsi',
    connectorSettings: { url, appId: peer.appId } as never,
    approvedHosts: ['127.0.0.1'],
    allowPrivateHosts: true,
  });
  const secrets = JSON.stringify({ appSecret: peer.appSecret });
  const connectorSecrets = portal.app.get(SecretBox).seal(secrets, ServiceConnectors.context(service.id));
  await portal.database.getRepository(Service).update({ id: service.id }, { connectorSecrets });
  return service;
}

/** Granted, and done in the tool. */
export async function aGrant(portal: TestPortal, service: Service, holder: Holder): Promise<Subscription> {
  const subscription = await portal.database.transaction((manager) =>
    portal.app
      .get(SubscriptionsService)
      .grant(manager, { serviceId: service.id, holder, requestId: null, quota: null }),
  );
  await portal.runJobs();
  return subscription;
}
