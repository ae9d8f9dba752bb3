import { done, failed, type Outcome } from '@ronron/connectors';
import { setImmediate as turn } from 'node:timers/promises';
import { askInOrder, widthFor } from './ask-in-order.js';

const numbers = Array.from({ length: 20 }, (_, index) => index);

describe('asking a service about many things', () => {
  it('answers in order, so many at a time', async () => {
    let running = 0;
    let most = 0;
    const { answers, failure } = await askInOrder(numbers, 4, async (n) => {
      most = Math.max(most, ++running);
      // Later ones may be answered earlier.
      for (let turns = 0; turns < (n % 4) * 3; turns++) await turn();
      running -= 1;
      return done(n);
    });
    expect(answers).toEqual(numbers.map((n) => done(n)));
    expect(failure).toBeNull();
    expect(most).toBe(4);
  });

  it('stops at a failure of the service, and keeps what stands before it', async () => {
    let asked = 0;
    const { answers, failure } = await askInOrder(numbers, 3, async (n): Promise<Outcome<number>> => {
      asked += 1;
      return n === 9 ? failed('timeout', 'too long') : done(n);
    });
    expect(answers).toEqual(numbers.slice(0, 9).map((n) => done(n)));
    expect(failure).toMatchObject({ reason: 'timeout' });
    expect(asked).toBeLessThan(15);
  });

  it('goes on after a failure that tells of one thing alone', async () => {
    const { answers, failure } = await askInOrder(numbers, 3, async (n) =>
      n === 9 ? failed('bad-answer', 'nonsense') : done(n),
    );
    expect(answers).toHaveLength(20);
    expect(failure).toBeNull();
  });

  it('asks a slow service one thing at a time', () => {
    expect([1, 50, 100, 200, 500, 10_000].map(widthFor)).toEqual([8, 8, 4, 2, 1, 1]);
  });
});
