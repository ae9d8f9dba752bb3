import { findConnector } from '@ronron/connectors';
import type { Subscription } from '../subscription.entity.js';

/** Whether its documents are listed and made from the portal. */
export function hasPads({ service }: Subscription): boolean {
  return findConnector(service!.connectorId)?.can.pads ?? false;
}
