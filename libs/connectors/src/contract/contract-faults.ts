import type { ActualState } from './connector.js';
import { kindOf, type ContractTrial } from './contract-trial.js';
import { usualReasons, type WorldFault } from './contract-world.js';
import { trialRoom } from './trial.js';

const faults = Object.keys(usualReasons) as WorldFault[];

/** What becomes of calls when the network or the tool fails, and that it is put right afterwards. */
export function testFaults(trial: ContractTrial): void {
  it.each(faults)('gives the right reason for %s', async (fault) => {
    const impatient = trial.connect(fault === 'silent' ? 150 : 10_000);
    const wanted = trial.wish();
    trial.world.proxy.fail(fault);
    const before = trial.world.proxy.requests;
    const checked = await impatient.check();
    const callsOut = trial.world.proxy.requests > before;
    expect(kindOf(checked)).toBe(callsOut ? (trial.checkOn[fault] ?? trial.reasons[fault]) : 'done');
    trial.expectNoSecretIn(checked);
    const middle = trial.world.proxy.requests;
    const applied = await impatient.apply(wanted, null, 'key');
    expect(kindOf(applied)).toBe(trial.world.proxy.requests > middle ? trial.reasons[fault] : 'done');
    trial.expectNoSecretIn(applied);
  });

  it.each(faults)('gives the right reason for %s at a room', async (fault) => {
    const impatient = trial.connect(fault === 'silent' ? 150 : 10_000);
    if (impatient.openRoom === undefined) return expect(trial.factory.can.rooms).toBe(false);
    const handle = await trial.apply(trial.wish());
    const room = trialRoom();
    for (const call of [
      () => impatient.openRoom!(handle, room, { kind: 'guest', displayName: 'Ève' }),
      () => impatient.closeRoom!(handle, room),
      () => impatient.listRecordings?.(handle, room),
    ]) {
      trial.world.proxy.fail(fault);
      const before = trial.world.proxy.requests;
      const outcome = await call();
      trial.world.proxy.fail(null);
      if (outcome === undefined) continue;
      expect(kindOf(outcome)).toBe(trial.world.proxy.requests > before ? trial.reasons[fault] : 'done');
      trial.expectNoSecretIn(outcome);
    }
  });

  it('finishes what a lost answer broke off, at whichever call it happened', async () => {
    const reference = await trial.actual(await trial.apply(trial.wish()));
    for (let broken = 1, lost = true; lost; broken += 1) {
      const wanted = trial.wish();
      let calls = 0;
      lost = false;
      trial.world.proxy.failWhere(() => (calls += 1) === broken && (lost = true), 'lost-answer', 1);
      await trial.connector.apply(wanted, null, 'key');
      trial.world.proxy.fail(null);
      const seen = await trial.actual(await trial.apply(wanted));
      expect([broken, seen && comparable(seen)]).toEqual([broken, reference && comparable(reference)]);
      const gone = await trial.apply({ ...wanted, state: 'absent' });
      expect(await trial.stateOf(gone)).toBe('absent');
    }
  }, 60_000);

  it('does nothing twice when a proxy sends its calls twice', async () => {
    const wanted = trial.wish();
    trial.world.proxy.fail('twice');
    const doubled = await trial.actual(await trial.apply(wanted));
    trial.world.proxy.fail(null);
    expect(doubled).toEqual(await trial.actual(await trial.apply(wanted)));
  });
}

/** Without what differs from one subscription to another. */
function comparable({ state, memberCount, quotaBytes }: ActualState): object {
  return { state, memberCount, quotaBytes };
}
