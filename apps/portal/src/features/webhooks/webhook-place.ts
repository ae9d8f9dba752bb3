import type { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** Whose address it is: a service's, or one that follows the commitments of a commune. */
export interface WebhookPlace {
  readonly kind: 'service' | 'commune';
  readonly id: string;
}

/** As rows name it. */
export function keysOf({ kind, id }: WebhookPlace): Pick<WebhookEndpoint, 'ownerId' | 'serviceId' | 'communeId'> {
  return { ownerId: id, serviceId: kind === 'service' ? id : null, communeId: kind === 'commune' ? id : null };
}
