import type { BigBlueButtonPeer, JitsiPeer } from '@ronron/testing';
import { Service } from '../features/catalogue/service.entity.js';
import type { Subscription } from '../features/subscriptions/subscription.entity.js';
import { SubscriptionsService, type Grant, type Holder } from '../features/subscriptions/subscriptions.service.js';
import type { TestPortal } from './portal-harness.js';
import { aService } from './request-scene.js';
import { giveSecrets } from './catalogue-fixtures.js';

/** A service on the peer, with its secret where secrets are. */
export function aVisioService(portal: TestPortal, { url, appId, appSecret }: JitsiPeer): Promise<Service> {
  return connected(portal, 'jitsi', { url, appId }, { appSecret });
}

/** One that may record. */
export function aRecordingService(portal: TestPortal, { url, secret }: BigBlueButtonPeer): Promise<Service> {
  return connected(portal, 'bigbluebutton', { url, recording: true }, { secret });
}

async function connected(
  portal: TestPortal,
  connectorId: string,
  settings: object,
  secrets: Readonly<Record<string, string>>,
): Promise<Service> {
  const service = await aService(portal, {
    connectorId,
    connectorSettings: settings as never,
    approvedHosts: ['127.0.0.1'],
    allowPrivateHosts: true,
  });
  await giveSecrets(portal, service, secrets);
  return service;
}

/** Granted, and done in the tool. */
export async function aGrant(
  portal: TestPortal,
  service: Service,
  holder: Holder,
  plan: Grant['plan'] = null,
): Promise<Subscription> {
  const subscription = await portal.database.transaction((manager) =>
    portal.app
      .get(SubscriptionsService)
      .grant(manager, { serviceId: service.id, holder, requestId: null, quota: null, plan: plan ?? null }),
  );
  await portal.runJobs();
  return subscription;
}
