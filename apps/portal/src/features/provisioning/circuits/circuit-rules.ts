import { isWorthRetrying, type FailureReason, type Outcome } from '@ronron/connectors';
import { MINUTE, SECOND } from '@ronron/kernel';
import type { CircuitState } from './service-circuit.entity.js';

/** So many failures in a row are no bad luck any more. */
export const FAILURES_THAT_OPEN = 5;

const FIRST_PROBE = 30 * SECOND;
const LONGEST_PROBE = 15 * MINUTE;

export interface Circuit {
  readonly state: CircuitState;
  readonly failures: number;
  readonly probes: number;
}

export const closedCircuit: Circuit = { state: 'closed', failures: 0, probes: 0 };

/** Why a call failed for the service as a whole, so that another one would hardly fare better; null: it answered. */
export function trouble(outcome: Outcome<unknown>): { readonly reason: FailureReason; readonly detail: string } | null {
  if (outcome.kind !== 'failed') return null;
  return isWorthRetrying(outcome.reason) || outcome.reason === 'unauthorised' ? outcome : null;
}

/**
 * An answer that makes no sense may be about the one pad, room or export that was asked for: it says nothing of the service, neither good
 * nor bad. Provisioning and `check` ask for nothing of that kind.
 */
export function isAboutOneThing(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && outcome.reason === 'bad-answer';
}

/** After a call that failed. What was under way when the circuit opened changes nothing any more. */
export function afterFailure(circuit: Circuit): Circuit {
  if (circuit.state === 'open') return circuit;
  const failures = circuit.failures + 1;
  return failures >= FAILURES_THAT_OPEN ? { ...circuit, state: 'open', failures } : { ...circuit, failures };
}

/** After a look at the service: one that is well gets a trial, in which a single failure opens again. */
export function afterProbe(circuit: Circuit, healthy: boolean): Circuit {
  return healthy
    ? { ...circuit, state: 'trial', failures: FAILURES_THAT_OPEN - 1 }
    : { ...circuit, probes: circuit.probes + 1 };
}

/** Milliseconds to the next look after so many that found the service unwell: longer each time. */
export function probeDelay(probes: number): number {
  return Math.min(FIRST_PROBE * 2 ** probes, LONGEST_PROBE);
}
