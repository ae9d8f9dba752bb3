import { Provider, type AdapterPayload } from '@ronron/oidc';
import type { IncomingMessage } from 'node:http';
import type { Authorization } from './oidc-session.entity.js';

/** An account in order, as far as tools may know it. */
export interface KnownAccount {
  readonly displayName: string;
  readonly locale: string;
  readonly email: string;
}

/** A sign-in that holds, and the tools it was taken to. */
export interface KnownSession {
  readonly accountId: string;
  readonly authorizations: Record<string, Authorization>;
}

/** A record that is written together with the next one. */
export interface HeldRecord {
  readonly values: readonly unknown[];
  /** The code or refresh token that it was given for. */
  readonly used: Buffer;
}

/** What one request to the provider has read and still has to write: a step costs one question and one write. */
export interface RequestUnit {
  /** Codes and refresh tokens to mark as used, together with the next thing written. */
  readonly toConsume: Buffer[];
  held: HeldRecord | null;
  /** Grants that came with something else, by the base64url of their record's id. */
  readonly grants: Map<string, AdapterPayload>;
  /** Sign-ins that hold, by their uid; null: no longer. */
  readonly sessions: Map<string, KnownSession | null>;
  /** Null: not in order, or gone. */
  readonly accounts: Map<string, KnownAccount | null>;
  /** Services that an account was seen to hold a right to. */
  readonly rights: Set<string>;
  /** The sign-in that the library ended, unless it saves it again under another identifier. */
  endedSession: string | null;
}

const units = new WeakMap<IncomingMessage, RequestUnit>();

export function unitOf(request: IncomingMessage): RequestUnit {
  let unit = units.get(request);
  if (unit === undefined) {
    unit = {
      toConsume: [],
      held: null,
      grants: new Map(),
      sessions: new Map(),
      accounts: new Map(),
      rights: new Set(),
      endedSession: null,
    };
    units.set(request, unit);
  }
  return unit;
}

/** The name of a right in `rights`. */
export function rightTo(serviceId: string, accountId: string): string {
  return `${serviceId} ${accountId}`;
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
