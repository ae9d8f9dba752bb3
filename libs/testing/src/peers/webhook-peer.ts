import type { IncomingHttpHeaders } from 'node:http';
import { bodyOf, startPeerServer } from './peer-server.js';

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: Record<string, string>;
  /** As it came, to the byte: what was signed. */
  readonly body: string;
}

export interface WebhookPeer {
  /** Without a last slash. */
  readonly url: string;
  readonly received: ReceivedMessage[];
  /** What it answers from now on. */
  answer(status: number, headers?: Record<string, string>): void;
  stop(): Promise<void>;
}

/** A receiver of webhooks that keeps what it gets and answers 204 until told otherwise. */
export async function startWebhookPeer(): Promise<WebhookPeer> {
  const received: ReceivedMessage[] = [];
  let next: { status: number; headers: Record<string, string> } = { status: 204, headers: {} };
  const server = await startPeerServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ path: request.url ?? '', headers: single(request.headers), body });
      response.writeHead(next.status, next.headers).end();
    });
  });
  return {
    url: server.url,
    received,
    answer: (status, headers = {}) => void (next = { status, headers }),
    stop: () => server.stop(),
  };
}

function single(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
