import { abilities, type ConnectorFactory } from '../contract/connector-factory.js';
import { secretField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';
import { createWebhookConnector } from './webhook-connector.js';

export interface WebhookSettings {
  /** Where people go. */
  readonly url: string;
  /** What is called. */
  readonly callUrl: string;
  /** `whsec_` and base64. */
  readonly signingSecret: string;
}

const settings = defineSettings(
  'webhook',
  {
    url: urlField({ required: true, example: 'https://tool.example.org' }),
    callUrl: urlField({ required: true, example: 'https://tool.example.org/hooks/ronron' }),
    signingSecret: secretField({ required: true, example: 'whsec_ and 32 bytes in base64' }),
  },
  ({ signingSecret }) =>
    isSigningSecret(signingSecret) ? [] : [{ field: 'signingSecret', problem: 'signing-secret' }],
);

/** Any other tool: it is called with the desired state, and answers what came of it. */
export const webhook: ConnectorFactory<WebhookSettings> = {
  id: 'webhook',
  settings,
  can: abilities('accounts', 'groups', 'quota', 'suspend', 'usage', 'erase', 'open'),
  docs: 'docs/connectors/webhook.md',
  create: (values, tools) => createWebhookConnector(values, tools),
};

/** 24 to 64 bytes, as Standard Webhooks asks. */
function isSigningSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const length = encoded === undefined ? 0 : Buffer.from(encoded, 'base64').length;
  return length >= 24 && length <= 64;
}
