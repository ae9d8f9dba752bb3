/** Why an outgoing call or a wish failed: the closed set that jobs store, pages translate and figures count. */
export const failureReasons = [
  'unreachable',
  'timeout',
  'tls',
  'unauthorised',
  'quota',
  'conflict',
  'bad-answer',
  'unsupported',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export interface Done<Value> {
  readonly kind: 'done';
  readonly value: Value;
}

/** The other side works on it: ask again with the same key after `retryAfterMs` milliseconds. */
export interface Pending {
  readonly kind: 'pending';
  readonly retryAfterMs: number;
}

export interface Failed {
  readonly kind: 'failed';
  readonly reason: FailureReason;
  /** For operators and logs, in English, at most 300 characters. Never holds a secret, a header, a body or a query. */
  readonly detail: string;
}

/** What a connector answers: it throws only for bugs of ours. */
export type Outcome<Value> = Done<Value> | Pending | Failed;

export function done<Value>(value: Value): Done<Value> {
  return { kind: 'done', value };
}

export function pending(retryAfterMs: number): Pending {
  return { kind: 'pending', retryAfterMs };
}

export function failed(reason: FailureReason, detail: string): Failed {
  return { kind: 'failed', reason, detail: detail.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 300) };
}

/**
 * Whether trying the same again later may help. The others wait for a person: an operator corrects the settings, makes
 * room, or settles the conflict.
 */
export function isWorthRetrying(reason: FailureReason): boolean {
  return reason === 'unreachable' || reason === 'timeout' || reason === 'tls' || reason === 'bad-answer';
}

/** The text of a reason, for people: a key of the `connectors` namespace. */
export function reasonKey(reason: FailureReason): string {
  return `connectors:reason.${reason}`;
}
