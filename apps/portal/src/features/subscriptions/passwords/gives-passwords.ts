import { findConnector } from '@ronron/connectors';
import type { Subscription } from '../subscription.entity.js';

/** Whether members take a password for the tool from the portal. */
export function givesPasswords({ service }: Subscription): boolean {
  return findConnector(service!.connectorId)?.can.passwords ?? false;
}
