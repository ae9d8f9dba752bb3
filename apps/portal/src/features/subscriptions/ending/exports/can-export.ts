import { findConnector } from '@ronron/connectors';
import type { Subscription } from '../../subscription.entity.js';

/** Whether the portal can copy what the tool holds, and the tool holds something. `subscription` comes with its service. */
export function canExport(subscription: Subscription): boolean {
  return subscription.handle !== null && findConnector(subscription.service!.connectorId)?.can.export === true;
}
