import { FixedClock, seededRandomness } from '@ronron/kernel';
import fc from 'fast-check';
import type { Actor, Connector, DesiredState, Handle, JsonValue } from './contract/connector.js';
import { done, failed, failureReasons, type Outcome } from './contract/outcome.js';
import { trialRoom } from './contract/trial.js';
import type { HttpClient } from './http/http-client.js';
import { connectors, type AnyConnectorFactory } from './registry.js';

const tools = {
  // What hostile servers say in other protocols is tried beside those that speak them.
  tunnels: { open: async () => failed('unreachable', 'nothing there') },
  clock: new FixedClock(new Date('2026-06-01T08:00:00Z')),
  randomness: seededRandomness('hostile'),
};
const everySetting: Record<string, unknown> = {
  url: 'https://service.example.org',
  apiKey: 'key',
  email: 'portail@example.org',
  password: 'password',
  adminUser: 'admin',
  adminPassword: 'password',
  bindDn: 'cn=portal',
  bindPassword: 'password',
  baseDn: 'dc=example',
  domain: 'example.org',
  scimUrl: 'https://tool.example.org/scim/v2',
  token: 'token',
  callUrl: 'https://tool.example.org/hook',
  signingSecret: `whsec_${'A'.repeat(43)}=`,
  apiUrl: 'https://api.example.org',
  mailHost: 'listes.example.org',
  webUrl: 'https://listes.example.org',
  secret: 'shared secret',
  appId: 'ronron',
  appSecret: 's'.repeat(32),
  delayMs: 0,
};
/** Where the address is none of the web. */
const endpoints: Record<string, object> = {
  ldap: { url: 'ldaps://directory.example.org:636' },
  xmpp: { url: 'xmpps://chat.example.org:5223' },
};
const wanted: DesiredState = {
  subscriptionId: '01900000-0000-7000-8000-000000000001',
  state: 'active',
  holder: { kind: 'organisation', id: 'asso', name: 'Asso' },
  members: [{ accountId: 'yann', displayName: 'Yann', email: 'yann@example.bzh', role: 'manager' }],
  quotaBytes: 1000,
  name: 'Asso',
  locale: 'fr',
};
const yann: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };

const room = trialRoom();

/** Bodies that begin like real answers and then go wrong anywhere, beside plain noise. */
const data = fc.jsonValue({ maxDepth: 2 });
const body = fc.oneof(
  fc.string(),
  data.map((value) => JSON.stringify(value)),
  fc
    .record({ code: fc.constantFrom(0, 1, 2, 3, 4, 99), message: fc.string(), data })
    .map((value) => JSON.stringify(value)),
  fc
    .record({ statuscode: fc.constantFrom(100, 102, 200, 404, 997, 998), data })
    .map((value) => JSON.stringify({ ocs: { meta: { statuscode: value.statuscode }, data: value.data } })),
  fc
    .record({
      code: fc.constantFrom('SUCCESS', 'FAILED'),
      key: fc.constantFrom('notFound', 'idNotUnique'),
      text: fc.string(),
    })
    .map(({ code, key, text }) => {
      const list = `<meetings><meeting><meetingID>${text}</meetingID></meeting></meetings><recordings><recording/></recordings>`;
      return `<response><returncode>${code}</returncode><messageKey>${key}</messageKey>${list}</response>`;
    }),
);
const answers = fc.array(fc.tuple(fc.constantFrom(200, 204, 400, 401, 404, 429, 500, 503, 507), body), {
  minLength: 1,
});

/** Gives these answers in turn, and hangs up after many: a hostile server must not keep us busy for ever. */
function answering(script: readonly (readonly [number, string])[]): HttpClient {
  let calls = 0;
  return {
    async send({ url }) {
      const [status, text] = script[calls % script.length]!;
      calls += 1;
      if (calls > 200) return { kind: 'failed', reason: 'unreachable', detail: 'hung up' };
      return done({ status, headers: {}, body: Buffer.from(text), url });
    },
  };
}

function connect(factory: AnyConnectorFactory, http: HttpClient): Connector {
  const settings = factory.settings.read({ ...everySetting, ...endpoints[factory.id] });
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  return factory.create(settings.value, { http, ...tools });
}

const isOutcome = (outcome: Outcome<unknown>): boolean =>
  outcome.kind !== 'failed' || (failureReasons.includes(outcome.reason) && outcome.detail.length <= 300);

describe.each(connectors)('$id, whatever the other side answers or the database kept', (factory) => {
  it('gives an outcome and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(answers, fc.dictionary(fc.string(), data), async (script, kept) => {
        const http = answering(script);
        const connector = connect(factory, http);
        const strange = { version: 1, ...kept } as Handle & Record<string, JsonValue>;
        const groupId = 'g.0123456789abcdef';
        const own: Handle = { version: 1, subscriptionId: wanted.subscriptionId, state: 'active', groupId };
        for (const handle of [strange, own]) {
          const outcomes = [
            await connector.check(),
            await connector.apply(wanted, handle, 'key'),
            await connector.apply({ ...wanted, state: 'absent' }, null, 'key'),
            await connector.inspect?.(handle),
            await connector.usage?.(handle),
            await connector.export?.(handle),
            await connector.erase?.({ accountId: 'yann', email: 'yann@example.bzh' }),
            await connector.listPads?.(handle),
            await connector.createPad?.(handle, 'pad'),
            await connector.renewPassword?.(handle, 'yann'),
            await connector.open?.(handle, yann),
            await connector.openRoom?.(handle, room, yann),
            await connector.openRoom?.(null, room, { kind: 'guest', displayName: null }),
            await connector.closeRoom?.(handle, room),
            await connector.listRecordings?.(handle, room),
            await connector.deleteRecording?.(handle, room, 'a recording'),
          ];
          for (const outcome of outcomes) expect(outcome === undefined || isOutcome(outcome)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
