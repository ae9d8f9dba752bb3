import { jest } from '@jest/globals';
import { MOST_WAITING } from '../security/passwords.js';
import type { PreparedPages } from './prepared-pages.js';
import { AT_ONCE, MOST_FROM_ONE_ADDRESS, VisitorsFirst, WHILE_VISITED } from './visitors-first.js';

describe('forms with a password', () => {
  const pages = { areVisited: false };
  let line: VisitorsFirst;
  /** Ends each that is at work, in the order in which they began. */
  let atWork: (() => void)[];
  let refused: unknown[];
  let strangers: number;
  beforeEach(() => {
    jest.useFakeTimers();
    pages.areVisited = false;
    line = new VisitorsFirst(pages as PreparedPages);
    atWork = [];
    refused = [];
    strangers = 0;
  });
  afterEach(() => void jest.useRealTimers());

  const arrive = (address = `10.0.${strangers >> 8}.${strangers++ & 255}`): void => {
    let end!: () => void;
    const over = new Promise<void>((resolve) => (end = resolve));
    line.turn(address, over).then(
      () => void atWork.push(end),
      (error: unknown) => void refused.push(error),
    );
  };
  const after = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

  it('begin as they come while nobody visits, few enough for the database', async () => {
    for (let one = 0; one < AT_ONCE + 3; one++) arrive();
    await after(0);
    expect(atWork).toHaveLength(AT_ONCE);
    atWork.shift()!();
    await after(0);
    expect(atWork).toHaveLength(AT_ONCE);
  });

  it('leave a core to visitors, and as long a pause as each took', async () => {
    pages.areVisited = true;
    for (let one = 0; one < WHILE_VISITED + 2; one++) arrive();
    await after(20);
    expect(atWork).toHaveLength(WHILE_VISITED);
    atWork.shift()!();
    await after(19);
    expect(atWork).toHaveLength(WHILE_VISITED - 1);
    await after(1);
    expect(atWork).toHaveLength(WHILE_VISITED);
  });

  it('hurry again once nobody visits any more', async () => {
    pages.areVisited = true;
    for (let one = 0; one < WHILE_VISITED + 5; one++) arrive();
    await after(20);
    expect(atWork).toHaveLength(WHILE_VISITED);
    pages.areVisited = false;
    atWork.shift()!();
    await after(0);
    expect(atWork).toHaveLength(Math.min(AT_ONCE, WHILE_VISITED + 5) - 1);
  });

  it('do not wait for one that waits for something else than the processor', async () => {
    for (let one = 0; one < AT_ONCE + 1; one++) arrive();
    await after(249);
    expect(atWork).toHaveLength(AT_ONCE);
    await after(1);
    expect(atWork).toHaveLength(AT_ONCE + 1);
  });

  it('are told to come back beyond a bound, and all others have their turn', async () => {
    for (let one = 0; one < AT_ONCE + MOST_WAITING + 1; one++) arrive();
    await after(0);
    expect(refused).toEqual([expect.objectContaining({ params: { seconds: 5 } })]);
    let served = 0;
    while (atWork.length > 0) {
      atWork.shift()!();
      served++;
      await after(0);
    }
    expect(served).toBe(AT_ONCE + MOST_WAITING);
  });

  it('of one address leave the line open to others, and are taken again once theirs had their turn', async () => {
    for (let one = 0; one < AT_ONCE; one++) arrive();
    for (let one = 0; one < MOST_FROM_ONE_ADDRESS; one++) arrive('2001:db8:1:2::1');
    await after(0);
    arrive('2001:db8:1:2::2');
    arrive('2001:db8:1:3::1');
    await after(0);
    expect(refused).toEqual([expect.objectContaining({ params: { seconds: 5 } })]);
    atWork.shift()!();
    await after(0);
    arrive('2001:db8:1:2::2');
    await after(0);
    expect(refused).toHaveLength(1);
  });
});
