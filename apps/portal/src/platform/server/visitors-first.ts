import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import fastq from 'fastq';
import { availableParallelism } from 'node:os';
import { MOST_WAITING } from '../security/passwords.js';
import { networkOf } from '../security/rate-limits.js';
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

/** Of one network address no more than these wait: a class that signs in together, not a program that fills the line. */
export const MOST_FROM_ONE_ADDRESS = 60;

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
  /** How many wait, of each network that has anybody waiting. */
  private readonly waiting = new Map<string, number>();

  constructor(private readonly pages: PreparedPages) {}

  /**
   * Resolves when work may begin; it keeps its place until `over` resolves.
   * @param address of whom it is for.
   * @throws AppError `busy` (503) when too many wait already, in all or from the same network.
   */
  async turn(address: string, over: Promise<unknown>): Promise<void> {
    const network = networkOf(address);
    const alike = this.waiting.get(network) ?? 0;
    if (alike >= MOST_FROM_ONE_ADDRESS || this.line.length() >= MOST_WAITING) throw new AppError(BUSY, { seconds: 5 });
    this.waiting.set(network, alike + 1);
    this.line.concurrency = this.atOnce();
    await new Promise<void>((begin) => void this.line.push({ begin, over }));
    this.leave(network);
  }

  private leave(network: string): void {
    const left = this.waiting.get(network)! - 1;
    if (left > 0) this.waiting.set(network, left);
    else this.waiting.delete(network);
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
