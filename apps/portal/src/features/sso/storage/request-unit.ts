import { Provider, type AdapterPayload } from '@ronron/oidc';
import type { IncomingMessage } from 'node:http';

/** What one request to the provider has read and still has to write. */
export interface RequestUnit {
  /** Codes and refresh tokens to mark as used, together with the next thing written. */
  readonly toConsume: Buffer[];
  /** Grants that came with a token, by the base64url of their record's id. */
  readonly grants: Map<string, AdapterPayload>;
  /** The sign-in that the library ended, unless it saves it again under another identifier. */
  endedSession: string | null;
}

const units = new WeakMap<IncomingMessage, RequestUnit>();

export function unitOf(request: IncomingMessage): RequestUnit {
  let unit = units.get(request);
  if (unit === undefined) units.set(request, (unit = { toConsume: [], grants: new Map(), endedSession: null }));
  return unit;
}

/** The request that the library is at, or null outside of its own routes. */
export function currentRequest(): IncomingMessage | null {
  return Provider.ctx?.req ?? null;
}

/** The unit of the request that the library is at. */
export function currentUnit(): RequestUnit | null {
  const request = currentRequest();
  return request === null ? null : unitOf(request);
}
