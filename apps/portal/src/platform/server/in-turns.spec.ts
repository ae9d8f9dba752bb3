import { setImmediate as turn } from 'node:timers/promises';
import { inTurns } from './in-turns.js';

describe('requests that need work', () => {
  it('begin in the order of their arrival, one in each turn, so that others are seen between', async () => {
    const begun: unknown[] = [];
    const arrive = inTurns((request) => void begun.push(request)) as unknown as (request: string) => void;
    ['first', 'second', 'third'].forEach((request) => arrive(request));
    expect(begun).toEqual([]);
    for (const so of [['first'], ['first', 'second'], ['first', 'second', 'third']]) {
      await turn();
      expect(begun).toEqual(so);
    }
    arrive('later');
    await turn();
    expect(begun).toEqual(['first', 'second', 'third', 'later']);
  });
});
