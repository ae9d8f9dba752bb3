import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { Connector, Handle } from '../contract/connector.js';
import { done, failed, pending, type Failed, type Outcome, type Pending } from '../contract/outcome.js';
import { readJson } from '../http/read-json.js';
import { answerSchema, type WebhookAnswer, type WebhookRequest } from './webhook-messages.js';
import type { WebhookSettings } from './webhook.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
  remoteId: z.string().nullable(),
});

type Done = Extract<WebhookAnswer, { outcome: 'done' }>;

export function createWebhookConnector(settings: WebhookSettings, tools: ConnectorTools): Connector {
  const { http, clock, randomness } = tools;
  const signer = new Webhook(settings.signingSecret);

  /** `id` is the same for every attempt at one wish, so that a tool may know again what it has done. */
  async function call(request: WebhookRequest, id: string): Promise<Outcome<Done>> {
    const body = JSON.stringify(request);
    const now = clock.now();
    const answer = await http.send({
      method: 'POST',
      url: settings.callUrl,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(id, now, body),
      },
      body,
    });
    if (answer.kind !== 'done') return answer;
    const { status } = answer.value;
    if (status === 401 || status === 403)
      return failed('unauthorised', `The tool refused the signature: HTTP ${status}.`);
    if (status === 503) return failed('unreachable', 'The tool answered HTTP 503.');
    if (status !== 200) return failed('bad-answer', `The tool answered HTTP ${status}.`);
    const read = readJson(answer.value, answerSchema);
    return read.kind === 'done' ? outcomeOf(read.value) : read;
  }

  const fresh = (): string => `msg_${randomness.bytes(18).toString('base64url')}`;
  const ownOf = (handle: Handle): z.output<typeof handleShape> | null => handleShape.safeParse(handle).data ?? null;

  return {
    id: 'webhook',

    async check() {
      const startedAt = clock.now().getTime();
      const answer = await call({ type: 'check', version: 1 }, fresh());
      if (answer.kind !== 'done') return answer;
      const checkedAt = clock.now();
      const version = answer.value.version ?? null;
      return done({ version, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    async apply({ subscriptionId, state, name, holder, members, quotaBytes, locale }, handle, key) {
      const own = handle === null ? null : ownOf(handle);
      const request: WebhookRequest = {
        ...{ type: 'apply', version: 1, subscriptionId, remoteId: own?.remoteId ?? null, state, name, holder },
        members: members.map(({ accountId, displayName, email, role }) => ({ accountId, displayName, email, role })),
        ...{ quotaBytes, locale },
      };
      // A header holds no more than this; the portal's own keys are made of it.
      const answer = await call(request, key.replace(/[^\w-]/g, '_').slice(0, 200) || fresh());
      if (answer.kind !== 'done') return answer;
      const remoteId = answer.value.remoteId === undefined ? (own?.remoteId ?? null) : answer.value.remoteId;
      return done<Handle>({ version: 1, subscriptionId, state, remoteId });
    },

    async inspect(handle) {
      const own = ownOf(handle);
      if (own === null) return notOurs();
      const { subscriptionId, remoteId } = own;
      const answer = await call({ type: 'inspect', version: 1, subscriptionId, remoteId }, fresh());
      if (answer.kind !== 'done') return answer;
      const { state, remoteName, name = null, memberCount = null, quotaBytes = null } = answer.value;
      if (state === undefined) return failed('bad-answer', 'The tool’s answer to "inspect" has no state.');
      return done({
        state,
        subscriptionId,
        remoteName: remoteName ?? remoteId ?? subscriptionId,
        name,
        memberCount,
        quotaBytes,
      });
    },

    async usage(handle) {
      const own = ownOf(handle);
      if (own === null) return notOurs();
      const { subscriptionId, remoteId } = own;
      const answer = await call({ type: 'usage', version: 1, subscriptionId, remoteId }, fresh());
      if (answer.kind !== 'done') return answer;
      const { bytes = null, items = null, lastActivityAt } = answer.value;
      return done({ bytes, items, lastActivityAt: lastActivityAt ? new Date(lastActivityAt) : null });
    },

    async erase({ accountId, email }) {
      const answer = await call({ type: 'erase', version: 1, accountId, email }, fresh());
      return answer.kind === 'done' ? done(undefined) : answer;
    },

    async open(handle) {
      if (ownOf(handle)?.state !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: settings.url, cookies: [] });
    },
  };
}

function outcomeOf(answer: WebhookAnswer): Outcome<Done> {
  if (answer.outcome === 'done') return done(answer);
  if (answer.outcome === 'pending') return pending(answer.retryAfterSeconds * 1000) satisfies Pending;
  return failed(answer.reason, `The tool says: ${answer.detail || 'nothing more'}`);
}

function notOurs(): Failed {
  return failed('unsupported', 'The handle was written by another release or connector.');
}
