import { stateAfter } from './state-after.js';

const automatic = { state: 'operational', stateByHand: false } as const;

describe('the state of a service after a look at its health', () => {
  it('does not cry at the first failure, and does at the second', () => {
    expect(stateAfter(automatic, false, true)).toBe('operational');
    expect(stateAfter(automatic, false, false)).toBe('down');
  });

  it('is well again after one success', () => {
    expect(stateAfter({ state: 'down', stateByHand: false }, true, false)).toBe('operational');
    expect(stateAfter({ state: 'unknown', stateByHand: false }, true, true)).toBe('operational');
  });

  it.each([true, false])('leaves alone what a person set (healthy: %s)', (healthy) => {
    expect(stateAfter({ state: 'maintenance', stateByHand: true }, healthy, false)).toBe('maintenance');
  });
});
