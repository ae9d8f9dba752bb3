import { availableParallelism } from 'node:os';
import type { DataSource } from 'typeorm';
import { MOST_WAITING, type Passwords } from '../../platform/security/passwords.js';
import type { RateLimits } from '../../platform/security/rate-limits.js';
import { SignIn } from './sign-in.service.js';

const ORIGIN = { address: '192.0.2.1', deviceSecret: null };

describe('many who sign in at once', () => {
  /** Those whose account is looked for: the database answers when told to. */
  const asked: (() => void)[] = [];
  const nobody = { id: null, as_device: null, as_stranger: Array(3).fill([1, 60]) };
  const query = (): Promise<unknown> => new Promise((resolve) => asked.push(() => resolve({ rows: [nobody] })));
  const database = { getMetadata: () => ({ columns: [] }), driver: { master: { query } } };
  const passwords = { verify: () => Promise.resolve(false) };
  const limits = { count: () => 'NULL' };
  const signIn = new SignIn(
    database as unknown as DataSource,
    passwords as unknown as Passwords,
    limits as unknown as RateLimits,
  );
  const one = (): Promise<unknown> => signIn.check('somebody@example.org', 'a password', ORIGIN);

  it('take few of the database’s connections, are told to come back beyond a bound, and are all answered', async () => {
    const waiting = Array.from({ length: 4 * availableParallelism() + MOST_WAITING }, one);
    expect(asked).toHaveLength(4 * availableParallelism());
    await expect(one()).rejects.toMatchObject({ definition: { code: 'busy', status: 503 }, params: { seconds: 5 } });
    asked.shift()!();
    expect(await waiting.shift()).toEqual({ ok: false, error: 'wrong' });
    waiting.push(one());
    let answered = 0;
    for (const each of waiting) void each.then(() => answered++);
    while (answered < waiting.length) {
      for (const answer of asked.splice(0)) answer();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(waiting)).toHaveLength(4 * availableParallelism() + MOST_WAITING);
  });
});
