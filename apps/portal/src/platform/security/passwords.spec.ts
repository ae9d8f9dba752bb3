import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Passwords } from './passwords.js';

describe('passwords', () => {
  let passwords: Passwords;
  beforeEach(() => void (passwords = new Passwords()));
  afterEach(() => passwords.onApplicationShutdown());

  it('are checked against a hash that costs what OWASP advises', async () => {
    const stored = await passwords.hash('un chat ronronne');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, 'un chat ronronne')).toBe(true);
    expect(await passwords.verify(stored, 'un chat miaule')).toBe(false);
    expect(await passwords.hash('un chat ronronne')).not.toBe(stored);
  });

  it('open no account that has none', async () => {
    expect(await passwords.verify(null, '')).toBe(false);
    await expect(passwords.verify('not a hash', 'anything')).rejects.toThrow();
    expect(await passwords.verify(await passwords.hash('still'), 'still')).toBe(true);
  });

  it('are refused with a time to come back once too many wait', async () => {
    // A thread has one at work and one at hand; the places of the queue are what is bounded.
    const asked = Array.from({ length: availableParallelism() * 152 }, () => passwords.hash('a storm'));
    const served = Promise.race(asked);
    const all = Promise.allSettled(asked);
    await expect(passwords.hash('one more')).rejects.toMatchObject({
      definition: { code: 'busy', status: 503 },
      params: { seconds: 5 },
    });
    await served;
    const later = passwords.hash('a little later').catch((error: unknown) => error);
    await passwords.onApplicationShutdown();
    const outcomes = (await all).map(({ status }) => status);
    expect(outcomes).toContain('fulfilled');
    // Its place is taken, hence it ends with the threads.
    expect(await later).not.toMatchObject({ definition: { code: 'busy' } });
  });

  // Elsewhere a thread has the priority of its process.
  (process.platform === 'linux' ? it : it.skip)('leave the processor to whatever else wants it', async () => {
    await passwords.hash('something');
    const nice = await Promise.all(
      (await readdir('/proc/self/task')).map(async (thread) => {
        const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
      }),
    );
    const own = Number((await readFile('/proc/self/stat', 'utf8')).split(') ')[1]!.split(' ')[16]);
    expect(Math.max(...nice)).toBe(Math.min(19, own + 5));
  });
});
