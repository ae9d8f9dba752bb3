import { nolwenn, yann, type ContractTrial } from './contract-trial.js';
import { valueOf } from './trial.js';

/** What a subscription goes through, from its first day to its erasure. */
export function testLifecycle(trial: ContractTrial): void {
  it('comes to the same when asked twice', async () => {
    const wanted = trial.wish();
    const first = await trial.apply(wanted);
    const seen = await trial.actual(first);
    expect(await trial.apply(wanted, first)).toEqual(first);
    expect(await trial.actual(first)).toEqual(seen);
    trial.expectNoSecretIn(first);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('adopts its own when the handle was lost', async () => {
    const wanted = trial.wish();
    const first = await trial.apply(wanted);
    const adopted = await trial.apply(wanted, null);
    expect(adopted).toEqual(first);
    expect(await trial.actual(adopted)).toEqual(await trial.actual(first));
  });

  it('is suspended, comes back, ends, and stays ended', async () => {
    const wanted = trial.wish();
    let handle = await trial.apply(wanted);
    for (const state of ['suspended', 'suspended', 'active', 'absent', 'absent'] as const) {
      handle = await trial.apply({ ...wanted, state }, handle);
      expect(await trial.stateOf(handle)).toBe(state);
    }
    expect(await trial.stateOf(await trial.apply({ ...wanted, state: 'absent' }, null))).toBe('absent');
  });

  it('follows its members', async () => {
    const wanted = trial.wish({ members: [nolwenn] });
    const handle = await trial.apply(wanted);
    const counted = (await trial.actual(handle))?.memberCount ?? null;
    const more = await trial.apply({ ...wanted, members: [nolwenn, { ...yann, displayName: 'Yann' }] }, handle);
    expect((await trial.actual(more))?.memberCount ?? null).toBe(counted === null ? null : 2);
    const fewer = await trial.apply({ ...wanted, members: [yann] }, more);
    expect((await trial.actual(fewer))?.memberCount ?? null).toBe(counted === null ? null : 1);
  });

  it('follows its quota', async () => {
    const wanted = trial.wish();
    const handle = await trial.apply(wanted);
    const raised = await trial.apply({ ...wanted, quotaBytes: 6_000_000_000 }, handle);
    expect((await trial.actual(raised))?.quotaBytes ?? null).toBe(trial.factory.can.quota ? 6_000_000_000 : null);
    const unlimited = await trial.apply({ ...wanted, quotaBytes: null }, raised);
    expect((await trial.actual(unlimited))?.quotaBytes ?? null).toBeNull();
  });

  it('gives figures, an export and the erasure of a person where it says so, again and again', async () => {
    const handle = await trial.apply(trial.wish());
    if (trial.connector.usage !== undefined) valueOf(await trial.connector.usage(handle));
    if (trial.connector.export !== undefined) {
      const artefact = valueOf(await trial.connector.export(handle));
      expect(artefact.content.length).toBeGreaterThan(0);
      expect(artefact.fileName).toMatch(/^[\w.-]+$/);
    }
    if (trial.connector.erase !== undefined) {
      for (const accountId of ['yann', 'yann', 'nobody']) {
        valueOf(await trial.connector.erase({ accountId, email: `${accountId}@example.bzh` }));
      }
    }
  });
}
