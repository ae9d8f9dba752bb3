import { Webhook } from 'standardwebhooks';
import { bodyOf, startPeerServer } from './peer-server.js';

interface Kept {
  state: string;
  members: readonly { accountId: string }[];
  quotaBytes: number | null;
  name: string;
}

export interface WebhookTool {
  readonly url: string;
  readonly secret: string;
  /** By subscription id. */
  readonly kept: Map<string, Kept>;
  /** Verified bodies, in the order in which they came. */
  readonly calls: { id: string; body: Record<string, unknown> }[];
  /** What it says from now on instead of doing anything, to calls of one type alone where it is named; null: as it should. */
  say(answer: object | null, only?: string): void;
  stop(): Promise<void>;
}

/**
 * A tool written after the connector's page: it verifies each call with the library of Standard Webhooks. `anyTime`: it takes calls
 * of whatever date, for a portal whose clock is a test's own.
 */
export async function startWebhookTool({ anyTime = false } = {}): Promise<WebhookTool> {
  const secret = `whsec_${Buffer.from('a signing secret of 32 bytes ok.').toString('base64')}`;
  const verifier = new Webhook(secret);
  const kept = new Map<string, Kept>();
  const calls: WebhookTool['calls'] = [];
  let instead: { readonly answer: object; readonly only: string | undefined } | null = null;

  const server = await startPeerServer((request, response) => {
    void bodyOf(request).then((text) => {
      const answer = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      if (!isSigned(text, headers)) return answer(401, {});
      const body = JSON.parse(text) as Record<string, unknown>;
      calls.push({ id: headers['webhook-id'] ?? '', body });
      const says = instead !== null && (instead.only ?? body['type']) === body['type'];
      answer(200, says ? instead!.answer : reply(body));
    });
  });

  function isSigned(text: string, headers: Record<string, string>): boolean {
    const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': signature } = headers;
    if (anyTime) return verifier.sign(id, new Date(Number(at) * 1000), text) === signature;
    try {
      verifier.verify(text, headers);
      return true;
    } catch {
      return false;
    }
  }

  function reply(body: Record<string, unknown>): object {
    const id = String(body['subscriptionId']);
    const found = kept.get(id);
    switch (body['type']) {
      case 'check':
        return { outcome: 'done', version: '2.1' };
      case 'apply':
        if (body['state'] === 'absent') kept.delete(id);
        else if (body['state'] === 'active') kept.set(id, body as unknown as Kept);
        else if (found !== undefined) found.state = 'suspended';
        return { outcome: 'done', remoteId: `tool-${id}` };
      case 'inspect':
        return found === undefined
          ? { outcome: 'done', state: 'absent' }
          : {
              outcome: 'done',
              ...{ state: found.state, name: found.name, quotaBytes: found.quotaBytes },
              memberCount: found.members.length,
            };
      case 'usage':
        return { outcome: 'done', bytes: 42, lastActivityAt: '2026-06-01T08:00:00Z' };
      case 'erase':
        for (const one of kept.values()) one.members = one.members.filter((m) => m.accountId !== body['accountId']);
        return { outcome: 'done' };
      default:
        return { outcome: 'failed', reason: 'unsupported' };
    }
  }

  return {
    url: server.url,
    secret,
    kept,
    calls,
    say: (answer, only) => void (instead = answer === null ? null : { answer, only }),
    stop: () => server.stop(),
  };
}
