import type { WebhookMessage } from '../webhooks/webhook-message.js';
import type { EntitlementAnswer } from './entitlement-answer.js';

const SUBSCRIPTION = '019aa1b2-0000-7000-8000-000000000001';
const SERVICE = { id: '019aa1b2-0000-7000-8000-000000000002', name: 'Nuage', address: 'https://nuage.example.org/' };
const SUB = '019aa1b2-0000-7000-8000-000000000003';

/** What the readable page shows; their types hold them to what is really sent. */
export function samplesFor(publicUrl: string): Record<'token' | 'allowed' | 'denied' | 'webhook', string> {
  const allowed: EntitlementAnswer = {
    service: SERVICE,
    holder: { type: 'account', sub: SUB },
    allowed: true,
    role: 'manager',
    quota: 5_000_000_000,
    subscriptions: [{ id: SUBSCRIPTION, organisation: null, role: 'manager', quota: 5_000_000_000 }],
  };
  const denied: EntitlementAnswer = {
    service: SERVICE,
    holder: { type: 'account', sub: SUB },
    allowed: false,
    reason: 'no-subscription',
    title: 'Vous n’avez pas encore ce service',
    message: 'Pour ouvrir Nuage, demandez-le : certains services s’ouvrent tout de suite.',
    link: { url: `${publicUrl}/services/nuage/demande`, label: 'Demander ce service' },
    help: {
      name: 'Linux Quimper',
      email: 'contact@linux-quimper.example',
      url: `${publicUrl}/structures/linux-quimper`,
      advice: '',
    },
  };
  const webhook: WebhookMessage = {
    type: 'subscription.suspended',
    timestamp: '2026-11-25T09:00:00.000Z',
    data: {
      subscription: SUBSCRIPTION,
      status: 'suspended',
      quota: 5_000_000_000,
      revision: 2,
      holder: { type: 'account', id: SUB },
    },
  };
  const json = (value: object): string => JSON.stringify(value, null, 2);
  return {
    token: [
      `curl ${publicUrl}/oidc/token -u "$CLIENT_ID:$CLIENT_SECRET" \\`,
      '  -d grant_type=client_credentials -d scope=entitlements',
      '',
      `curl "${publicUrl}/api/v1/entitlements?sub=$SUB" -H "Authorization: Bearer $TOKEN"`,
    ].join('\n'),
    allowed: json(allowed),
    denied: json(denied),
    webhook: [
      'POST /ronron HTTP/1.1',
      'content-type: application/json',
      'webhook-id: 019aa1b2-0000-7000-8000-000000000004',
      'webhook-timestamp: 1795597200',
      'webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      '',
      json(webhook),
    ].join('\n'),
  };
}
