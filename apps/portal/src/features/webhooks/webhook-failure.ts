import type { HttpAnswer, Outcome } from '@ronron/connectors';

/** Why a message was not delivered: the closed set that the log stores and pages translate. */
export const webhookFailures = [
  'unreachable',
  'timeout',
  'tls',
  'bad-address',
  'bad-answer',
  'redirected',
  'refused',
  'gone',
  'overloaded',
  'server-error',
] as const;
export type WebhookFailure = (typeof webhookFailures)[number];

export interface Undelivered {
  readonly reason: WebhookFailure;
  /** In English, for operators; nothing of the body. */
  readonly detail: string;
  readonly status: number | null;
  /** Milliseconds that the service asked us to wait; null when it did not say. */
  readonly waitMs: number | null;
}

/** Null when the message arrived: any 2xx (Standard Webhooks, "Delivery"). */
export function failureOf(outcome: Outcome<HttpAnswer>): Undelivered | null {
  if (outcome.kind === 'pending') throw new Error('An HTTP exchange is never pending.');
  if (outcome.kind === 'failed') {
    const { detail } = outcome;
    return { reason: reasonOfOutcome(outcome.reason), detail, status: null, waitMs: null };
  }
  const { status, headers } = outcome.value;
  if (status >= 200 && status < 300) return null;
  return {
    reason: reasonOfStatus(status),
    detail: `HTTP ${status}`,
    status,
    waitMs: waitAsked(headers['retry-after']),
  };
}

/** Whether a later attempt may help; otherwise an operator has to look. */
export function isWorthAnotherAttempt(reason: WebhookFailure): boolean {
  return reason !== 'gone' && reason !== 'bad-address';
}

/** Whether nothing came back at all. */
export function isOfNetwork(reason: WebhookFailure): reason is 'unreachable' | 'timeout' | 'tls' {
  return reason === 'unreachable' || reason === 'timeout' || reason === 'tls';
}

function reasonOfOutcome(reason: string): WebhookFailure {
  if (reason === 'unsupported') return 'bad-address';
  return webhookFailures.find((known) => known === reason) ?? 'bad-answer';
}

function reasonOfStatus(status: number): WebhookFailure {
  if (status === 410) return 'gone';
  if (status === 429 || status === 503) return 'overloaded';
  if (status >= 500) return 'server-error';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirected' : 'bad-answer';
}

/** Only the form in seconds: a date would have us trust another clock (RFC 9110, section 10.2.3). */
function waitAsked(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
