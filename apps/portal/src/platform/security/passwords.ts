import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError, MINUTE } from '@ronron/kernel';
import fastq from 'fastq';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { hash, verify } from './password-thread.js';
import { BUSY } from './security.errors.js';

/** About two seconds of work for each core: whoever comes later is told to try again, rather than left waiting. */
export const MOST_WAITING = 150 * availableParallelism();

/** A thread has one at work and one at hand: when it is done, it need not wait until the event loop gives it another. */
const PER_THREAD = 2;

/** Threads load compiled code, also where this file itself runs from its source. */
const THREAD = fileURLToPath(new URL('../../../dist/platform/security/password-thread.js', import.meta.url));

interface Task {
  readonly name: 'hash' | 'verify';
  readonly given: unknown;
}

/**
 * Hashes and checks passwords, a bounded number at once, in threads that leave the processor to the other pages whenever those
 * want it: a storm of sign-ins makes people wait who sign in, and nobody else.
 */
@Injectable()
export class Passwords implements OnApplicationShutdown {
  private readonly threads = new Piscina({
    filename: THREAD,
    minThreads: 0,
    maxThreads: availableParallelism(),
    concurrentTasksPerWorker: PER_THREAD,
    idleTimeout: 5 * MINUTE,
  });
  private readonly line = fastq.promise(
    ({ name, given }: Task) => this.threads.run(given, { name }),
    PER_THREAD * availableParallelism(),
  );

  /** @throws AppError `busy` (503) when too many wait already. */
  async hash(password: string): Promise<string> {
    return this.inTurn<typeof hash>('hash', password);
  }

  /**
   * Whether the password is right. With no stored hash the same work is done, so that the time of an answer does not
   * tell whether an account exists.
   * @throws AppError `busy` (503) when too many wait already.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    return this.inTurn<typeof verify>('verify', { stored, password });
  }

  async onApplicationShutdown(): Promise<void> {
    // A thread may answer while it is being ended: whoever asked was told so, and the answer is nobody's.
    this.threads.on('error', () => undefined);
    await this.threads.destroy();
  }

  private inTurn<Work extends (given: never) => unknown>(
    name: Task['name'],
    given: Parameters<Work>[0],
  ): Promise<ReturnType<Work>> {
    if (this.line.length() >= MOST_WAITING) throw new AppError(BUSY, { seconds: 5 });
    return this.line.push({ name, given }) as Promise<ReturnType<Work>>;
  }
}
