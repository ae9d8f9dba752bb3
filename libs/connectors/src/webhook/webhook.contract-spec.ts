import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startFaultyProxy, startWebhookTool, type WebhookTool } from '@ronron/testing';
import { z } from 'zod';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector } from '../contract/connector.js';
import { failureReasons } from '../contract/outcome.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { answerSchema, requestSchema } from './webhook-messages.js';
import { webhook } from './webhook.js';

const settingsOf = (tool: WebhookTool, callUrl = tool.url): Record<string, unknown> => ({
  url: 'https://tool.example.bzh',
  callUrl: `${callUrl}/hooks/ronron`,
  signingSecret: tool.secret,
});
const otherSecret = `whsec_${Buffer.from('another secret of 32 bytes, ok ..').toString('base64')}`;

describeConnectorContract({
  name: 'a tool that answers calls',
  factory: webhook,
  async start() {
    const tool = await startWebhookTool();
    const proxy = await startFaultyProxy(tool.url);
    return {
      proxy,
      settingsAt: (url) => settingsOf(tool, url),
      wrongSettingsAt: (url) => ({ ...settingsOf(tool, url), signingSecret: otherSecret }),
      secrets: [tool.secret, otherSecret],
      async stop() {
        await proxy.stop();
        await tool.stop();
      },
    };
  },
});

describe('a tool that is called', () => {
  let tool: WebhookTool;
  let connector: Connector;
  beforeAll(async () => {
    tool = await startWebhookTool();
    connector = connectTo(webhook, settingsOf(tool));
  });
  afterAll(() => tool.stop());
  beforeEach(() => tool.say(null));

  it('gets the whole wish, by the format that is published, under an id that attempts share', async () => {
    const wanted = trialWish([trialMember('annaig', { role: 'manager' })], { quotaBytes: 5_000_000 });
    const handle = valueOf(await connector.apply(wanted, null, 'job-1'));
    await connector.apply(wanted, handle, 'job-1');
    const [first, second] = tool.calls.slice(-2);
    expect([first!.id, second!.id]).toEqual(['job-1', 'job-1']);
    expect(requestSchema.parse(first!.body)).toEqual(first!.body);
    expect(first!.body).toMatchObject({
      type: 'apply',
      remoteId: null,
      members: wanted.members,
      quotaBytes: 5_000_000,
    });
    expect(second!.body).toMatchObject({ remoteId: `tool-${wanted.subscriptionId}` });
    expect(valueOf(await connector.usage!(handle))).toMatchObject({ bytes: 42, items: null });
  });

  it('is believed in all that it may say', async () => {
    const wanted = trialWish([trialMember('annaig')]);
    tool.say({ outcome: 'pending', retryAfterSeconds: 5 });
    expect(await connector.apply(wanted, null, 'k')).toEqual({ kind: 'pending', retryAfterMs: 5000 });
    for (const reason of failureReasons) {
      tool.say({ outcome: 'failed', reason, detail: 'The disk is full.' });
      expect(await connector.apply(wanted, null, 'k')).toMatchObject({
        kind: 'failed',
        reason,
        detail: expect.stringContaining('disk'),
      });
    }
  });

  it.each([
    {},
    [],
    { outcome: 'maybe' },
    { outcome: 'pending' },
    { outcome: 'pending', retryAfterSeconds: 1e9 },
    { outcome: 'failed', reason: 'mood' },
    { outcome: 'failed', reason: 'quota', detail: 'x'.repeat(301) },
    { outcome: 'done', remoteId: 'x'.repeat(201) },
    { outcome: 'done', remoteId: { $ne: 1 } },
  ])('is not believed when it says %j', async (answer) => {
    tool.say(answer);
    expect(await connector.apply(trialWish([]), null, 'k')).toMatchObject({ kind: 'failed', reason: 'bad-answer' });
  });

  it('must say a state when it is asked for one', async () => {
    const handle = valueOf(await connector.apply(trialWish([]), null, 'k'));
    tool.say({ outcome: 'done' });
    expect(await connector.inspect!(handle)).toMatchObject({ reason: 'bad-answer' });
  });

  it('needs a secret that cannot be guessed', () => {
    const settings = settingsOf(tool);
    for (const signingSecret of [
      'whsec_c2hvcnQ=',
      'a-long-secret-that-is-no-base64-at-all',
      `whsec_${'A'.repeat(200)}`,
    ]) {
      expect(webhook.settings.read({ ...settings, signingSecret })).toMatchObject({ ok: false });
    }
  });

  it.each([
    ['request', requestSchema],
    ['answer', answerSchema],
  ] as const)('finds the schema of the %s as it is', (name, schema) => {
    const file = new URL(`../../../../docs/connectors/webhook-${name}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(fileURLToPath(file), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))),
    );
  });
});
