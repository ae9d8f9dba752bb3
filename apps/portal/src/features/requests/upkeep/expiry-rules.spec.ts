import { DAY } from '@ronron/kernel';
import { expiryStep } from './expiry-rules.js';

const asked = new Date('2027-03-01T10:00:00Z');
const after = (days: number): Date => new Date(asked.getTime() + days * DAY);

describe('a request that waits for its requester', () => {
  it('is left alone for 20 days, then reminded once, and expires after 30', () => {
    expect(expiryStep(asked, null, after(19.9))).toBe('wait');
    expect(expiryStep(asked, null, after(20))).toBe('remind');
    expect(expiryStep(asked, after(20), after(29.9))).toBe('wait');
    expect(expiryStep(asked, after(20), after(30))).toBe('expire');
  });

  it('never expires without ten days’ notice, even when the portal was off', () => {
    expect(expiryStep(asked, null, after(45))).toBe('remind');
    expect(expiryStep(asked, after(45), after(46))).toBe('wait');
    expect(expiryStep(asked, after(45), after(55))).toBe('expire');
  });

  it('begins anew when the operators ask again', () => {
    expect(expiryStep(after(40), after(20), after(41))).toBe('wait');
    expect(expiryStep(after(40), after(20), after(60))).toBe('remind');
  });
});
