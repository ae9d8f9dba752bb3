import type { HttpClient } from '../http/http-client.js';
import { createHttpClient } from '../http/create-http-client.js';
import { createTunnels } from '../tunnel/create-tunnels.js';
import type { Tunnels } from '../tunnel/tunnels.js';
import type { Approval } from './approval.js';

/** Both ways out of a connector, under one approval. */
export function createOutgoing(approval: Approval & { readonly timeoutMs?: number }): {
  readonly http: HttpClient;
  readonly tunnels: Tunnels;
} {
  return { http: createHttpClient(approval), tunnels: createTunnels(approval) };
}
