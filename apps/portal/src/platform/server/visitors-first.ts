import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import fastq from 'fastq';
import { availableParallelism } from 'node:os';
import { MOST_WAITING } from '../security/passwords.js';
import { BUSY } from '../security/security.errors.js';
import { PreparedPages } from './prepared-pages.js';

/**
 * Enough that the threads which hash never wait for an answer of the database; few enough that many who sign in at once leave its connections,
 * and the event loop, to everybody else.
 */
export const AT_ONCE = 4 * availableParallelism();

/** While visitors come, one core is theirs. */
export const WHILE_VISITED = Math.max(1, availableParallelism() - 1);

/** Milliseconds after which work is taken to wait for something else than the processor: the next need not wait for that too. */
const LONGEST = 250;

interface Work {
  readonly begin: () => void;
  readonly over: Promise<unknown>;
}

/**
 * The line of forms that have a password checked or kept, open to everybody and dear. While visitors come few are at work at once, and each is
 * followed by a pause as long as it took: a storm of sign-ins makes people wait who sign in, and nobody else.
 */
@Injectable()
export class VisitorsFirst {
  private readonly line = fastq.promise((work: Work) => this.attend(work), AT_ONCE);

  constructor(private readonly pages: PreparedPages) {}

  /**
   * Resolves when work may begin; it keeps its place until `over` resolves.
   * @throws AppError `busy` (503) when too many wait already.
   */
  async turn(over: Promise<unknown>): Promise<void> {
    if (this.line.length() >= MOST_WAITING) throw new AppError(BUSY, { seconds: 5 });
    this.line.concurrency = this.atOnce();
    return new Promise((begin) => void this.line.push({ begin, over }));
  }

  private async attend({ begin, over }: Work): Promise<void> {
    const began = performance.now();
    begin();
    await atMost(LONGEST, over);
    if (this.pages.areVisited) await pause(performance.now() - began);
    this.line.concurrency = this.atOnce();
  }

  private atOnce(): number {
    return this.pages.areVisited ? WHILE_VISITED : AT_ONCE;
  }
}

async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))]);
  clearTimeout(timer!);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
