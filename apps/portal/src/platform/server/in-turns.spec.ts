import { jest } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { inTurns } from './in-turns.js';

type Arrive = (request: string) => void;

function arrivals(begun: unknown[], pages: { areVisited: boolean }): Arrive {
  return inTurns((request) => void begun.push(request), pages) as unknown as Arrive;
}

describe('requests that need work', () => {
  it('begin in the order of their arrival, one in each turn, so that others are seen between', async () => {
    const begun: unknown[] = [];
    const arrive = arrivals(begun, { areVisited: false });
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

  it('leave visitors some time between, for as long as some come', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const begun: unknown[] = [];
    const pages = { areVisited: true };
    const arrive = arrivals(begun, pages);
    ['first', 'second', 'third', 'fourth'].forEach((request) => arrive(request));
    await turn();
    jest.advanceTimersByTime(2);
    expect(begun).toEqual(['first']);
    jest.advanceTimersByTime(1);
    expect(begun).toEqual(['first']);
    jest.advanceTimersByTime(1);
    expect(begun).toEqual(['first', 'second']);
    pages.areVisited = false;
    jest.advanceTimersByTime(2);
    await turn();
    expect(begun).toEqual(['first', 'second', 'third', 'fourth']);
    jest.useRealTimers();
  });
});
