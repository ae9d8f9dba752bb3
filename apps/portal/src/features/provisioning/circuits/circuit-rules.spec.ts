import { done, failed, failureReasons, pending } from '@ronron/connectors';
import { afterFailure, afterProbe, closedCircuit, FAILURES_THAT_OPEN, probeDelay, trouble } from './circuit-rules.js';

describe('the circuit of a service', () => {
  const failing = (times: number, circuit = closedCircuit): typeof circuit =>
    Array.from({ length: times }).reduce<typeof circuit>(afterFailure, circuit);

  it('opens after some failures in a row, and not before', () => {
    expect(failing(FAILURES_THAT_OPEN - 1).state).toBe('closed');
    expect(failing(FAILURES_THAT_OPEN).state).toBe('open');
  });

  it('is tried once the service is well, and opens again at the first failure', () => {
    const tried = afterProbe(failing(FAILURES_THAT_OPEN), true);
    expect(tried.state).toBe('trial');
    expect(afterFailure(tried).state).toBe('open');
  });

  it('stays open as long as the service is unwell, and is looked at ever more rarely', () => {
    const open = afterProbe(afterProbe(failing(FAILURES_THAT_OPEN), false), false);
    expect(open).toMatchObject({ state: 'open', probes: 2 });
    expect([0, 1, 2, 10, 100].map((probes) => probeDelay(probes) / 1000)).toEqual([30, 60, 120, 900, 900]);
  });

  it('counts what tells of the service, not of one thing in it', () => {
    const counted = failureReasons.filter((reason) => trouble(failed(reason, 'x')) !== null);
    expect(counted).toEqual(['unreachable', 'timeout', 'tls', 'unauthorised', 'bad-answer']);
    expect([trouble(done(1)), trouble(pending(1))]).toEqual([null, null]);
  });
});
