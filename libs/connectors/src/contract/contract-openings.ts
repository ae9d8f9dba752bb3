import { systemClock } from '@ronron/kernel';
import type { ContractTrial } from './contract-trial.js';
import { trialRoom, valueOf } from './trial.js';

/** Whom the tool lets in, and whom it does not. */
export function testOpenings(trial: ContractTrial): void {
  it('opens to members while active, and to nobody else', async () => {
    if (trial.connector.open === undefined) return expect(trial.factory.can.open).toBe(false);
    const wanted = trial.wish();
    const handle = await trial.apply(wanted);
    const member = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' } as const;
    const opening = valueOf(await trial.connector.open!(handle, member));
    expect(opening.url).toMatch(/^https?:/);
    for (const state of ['suspended', 'absent'] as const) {
      const closed = await trial.apply({ ...wanted, state }, handle);
      expect(await trial.connector.open!(closed, member)).toMatchObject({ kind: 'failed', reason: 'conflict' });
    }
  });

  it('lets members and guests into rooms while active, again after they were closed, and nobody otherwise', async () => {
    if (trial.connector.openRoom === undefined) return expect(trial.factory.can.rooms).toBe(false);
    const wanted = trial.wish();
    const handle = await trial.apply(wanted);
    const room = trialRoom();
    const people = [
      { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn', role: 'manager' },
      { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' },
      { kind: 'guest', displayName: 'Ève <b>&"\u2019' },
    ] as const;
    for (let round = 0; round < 2; round += 1) {
      for (const who of people) {
        const opening = valueOf(await trial.connector.openRoom(handle, room, who));
        expect(opening.url).toMatch(/^https?:/);
        trial.expectNoSecretIn(opening);
      }
      valueOf(await trial.connector.closeRoom!(handle, room));
      valueOf(await trial.connector.closeRoom!(handle, room));
    }
    valueOf(await trial.connector.openRoom(null, trialRoom(), people[2]));
    const over = trialRoom({ closesAt: new Date(systemClock.now().getTime() - 60_000) });
    expect(await trial.connector.openRoom(handle, over, people[0])).toMatchObject({
      kind: 'failed',
      reason: 'conflict',
    });
    for (const state of ['suspended', 'absent'] as const) {
      const closed = await trial.apply({ ...wanted, state }, handle);
      for (const who of people)
        expect(await trial.connector.openRoom(closed, room, who)).toMatchObject({ kind: 'failed', reason: 'conflict' });
    }
  });

  it('gives passwords to its members while active, another each time, and to nobody else', async () => {
    if (trial.connector.renewPassword === undefined) return expect(trial.factory.can.passwords).toBe(false);
    const wanted = trial.wish();
    const handle = await trial.apply(wanted);
    const first = valueOf(await trial.connector.renewPassword(handle, 'yann'));
    const second = valueOf(await trial.connector.renewPassword(handle, 'yann'));
    expect(second).toEqual({ ...first, password: second.password });
    expect(second.password).not.toBe(first.password);
    expect(second.password.length).toBeGreaterThanOrEqual(20);
    expect(await trial.connector.renewPassword(handle, 'a stranger')).toMatchObject({
      kind: 'failed',
      reason: 'conflict',
    });
    for (const state of ['suspended', 'absent'] as const) {
      const closed = await trial.apply({ ...wanted, state }, handle);
      expect(await trial.connector.renewPassword(closed, 'yann')).toMatchObject({ kind: 'failed', reason: 'conflict' });
    }
  });
}
