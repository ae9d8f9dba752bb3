import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { BUSY } from './security.errors.js';

/** OWASP Password Storage Cheat Sheet, argon2id (the library's default): 19 MiB, 2 iterations, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** About two seconds of work for each core: whoever comes later is told to try again, rather than left waiting. */
const QUEUE_LIMIT = 150 * availableParallelism();

/** Hashes and checks passwords, a bounded number at once so that a storm of sign-ins leaves the other pages alone. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  /** @throws AppError `busy` (503) when too many wait already. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /**
   * Whether the password is right. With no stored hash the same work is done, so that the time of an answer does not
   * tell whether an account exists.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    this.decoy ??= hash('no account has this password', COST);
    const against = stored ?? (await this.decoy);
    const right = await this.inTurn(() => verify(against, password));
    return stored !== null && right;
  }

  private async inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.running >= availableParallelism()) {
      if (this.waiting.length >= QUEUE_LIMIT) throw new AppError(BUSY, { seconds: 5 });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
