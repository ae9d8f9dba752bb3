import { IdentityProvider } from '../../identities/providers/identity-provider.entity.js';
import { profileRules } from '../../identities/providers/provider-profiles.js';
import { OidcClientOrganisation } from '../../sso/clients/oidc-client-organisation.entity.js';
import { OidcClient } from '../../sso/clients/oidc-client.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { WebhookDelivery } from '../../webhooks/webhook-delivery.entity.js';
import { WebhookEndpoint } from '../../webhooks/webhook-endpoint.entity.js';
import { keysOf } from '../../webhooks/webhook-place.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

/**
 * What the portal speaks to: a service that is told of its subscriptions and missed one, a provider that nobody switched on yet, and an
 * application for some only.
 */
export async function demoConnections(
  context: DemoContext,
  services: DemoServices,
  organisations: DemoOrganisations,
): Promise<void> {
  await listsAreTold(context, services);
  await proconnect(context);
  await agenda(context, organisations);
}

async function listsAreTold({ manager, newId, ago, seals }: DemoContext, { lists }: DemoServices): Promise<void> {
  await manager.insert(WebhookEndpoint, {
    ...keysOf({ kind: 'service', id: lists.id }),
    url: 'https://listes.demo.example/ronron',
    secret: seals.webhookSecret(lists.id),
    createdAt: ago(60),
    updatedAt: ago(60),
  });
  const [subscription] = await manager.findBy(Subscription, { serviceId: lists.id });
  const message = (event: WebhookDelivery['event'], values: Partial<WebhookDelivery>): WebhookDelivery =>
    manager.create(WebhookDelivery, {
      id: newId(),
      ...keysOf({ kind: 'service', id: lists.id }),
      subscriptionId: subscription!.id,
      event,
      snapshot: { status: 'active', quota: null, revision: 1 },
      status: 'done',
      attempts: 1,
      answerStatus: 204,
      ...values,
    });
  await manager.insert(WebhookDelivery, [
    message('webhook.test', {
      ...{ subscriptionId: null, snapshot: null },
      ...{ createdAt: ago(60), lastAttemptAt: ago(60), finishedAt: ago(60) },
    }),
    message('subscription.granted', { createdAt: ago(43), lastAttemptAt: ago(43), finishedAt: ago(43) }),
    message('subscription.changed', {
      snapshot: { status: 'active', quota: null, revision: 2 },
      ...{ status: 'dead', attempts: 12, answerStatus: 503, failureReason: 'overloaded', failureDetail: 'HTTP 503' },
      ...{ createdAt: ago(1, 4), lastAttemptAt: ago(0, 3), finishedAt: ago(0, 3) },
    }),
  ] as never);
}

/** As an administrator fills the form in; the identifiers of a real one come from the provider. */
async function proconnect({ manager, newId, ago, seals }: DemoContext): Promise<void> {
  const id = newId();
  const { acrValues, signingAlgorithm } = profileRules.proconnect;
  await manager.insert(IdentityProvider, {
    id,
    slug: 'proconnect',
    label: 'ProConnect',
    profile: 'proconnect',
    issuer: 'https://proconnect.demo.example/api/v2',
    clientId: 'ronron-demonstration',
    clientSecret: seals.clientSecret(id),
    ...{ acrValues, signingAlgorithm, enabled: false },
    createdAt: ago(10),
    updatedAt: ago(10),
  });
}

/** As an administrator registers it; nobody knows its secret. */
async function agenda(
  { manager, newId, ago, seals }: DemoContext,
  { dance, gardens }: DemoOrganisations,
): Promise<void> {
  const clientId = newId();
  await manager.insert(OidcClient, {
    id: clientId,
    serviceId: null,
    name: 'L’agenda des associations',
    tool: 'generic',
    secretHash: seals.applicationSecretHash(),
    secretShownAt: ago(20),
    redirectUris: ['https://agenda.demo.example/retour'],
    scopes: ['profile'],
    consent: true,
    ...{ audience: 'chosen', audienceRoles: ['editor'] },
    audienceHelp: 'L’agenda est tenu par la Maison des associations : écrivez à agenda@demo.example.',
    createdAt: ago(20),
    updatedAt: ago(20),
  });
  await manager.insert(
    OidcClientOrganisation,
    [dance, gardens].map(({ id: organisationId }) => ({ clientId, organisationId })),
  );
}
