import { operatorArea, servicesCrumbs } from '../../../platform/pages/area.js';
import type { PageOptions } from '../../../platform/pages/pages.js';
import type { WebhookPlace } from '../webhook-place.js';

/** Where the pages stand, and what they say there. */
export interface WebhookArea {
  readonly kind: WebhookPlace['kind'];
  readonly who: 'operator' | 'administrator';
  /** The owner's own page is there, under its id. */
  readonly path: string;
  /** Locale key of title, lead and the rest, under `webhooks`. */
  readonly words: 'service' | 'commune';
  readonly breadcrumbs: NonNullable<PageOptions['breadcrumbs']>;
}

/** How a service is told of its subscriptions. */
export const serviceWebhooks: WebhookArea = {
  kind: 'service',
  who: 'operator',
  path: operatorArea.path,
  words: 'service',
  breadcrumbs: servicesCrumbs(operatorArea),
};

/** How a program is told of what moves in a commune's commitments. An administrator's: saving an address approves its host. */
export const communeWebhooks: WebhookArea = {
  kind: 'commune',
  who: 'administrator',
  path: '/admin/communes',
  words: 'commune',
  breadcrumbs: [
    { label: 'territories:admin.home', href: '/admin' },
    { label: 'territories:communes.title', href: '/admin/communes' },
  ],
};

/** The address of the page that says how an owner is told. */
export function notificationsOf({ path }: WebhookArea, ownerId: string): string {
  return `${path}/${ownerId}/notifications`;
}
