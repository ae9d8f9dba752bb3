import type { PortalProcess } from '@ronron/testing';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Side } from './comparison.js';
import { readyToLoad } from './load.js';
import { FROM_PROXY } from './stage.js';
import { signInSide } from './sign-ins.js';

/** Milliseconds between two visitors: far from what the portal can do, so that what is seen is waiting, not load. */
const EVERY = 5;

/** People who wait for an answer at any moment of the storm. */
const AT_ONCE = 24;

/** Sign-ins in a slice: a storm of some seconds, not only its first moment. */
const SIGN_INS = 240;

/** Milliseconds without sign-ins in a slice. */
const CALM = 2000;

/** Milliseconds after which the portal has rested from what came before: the calm is not to be compared with its own aftermath. */
const REST = 1000;

/** Slices of sign-ins before the first visitor: the portal of a commune was not started a minute ago, and has what it runs often compiled. */
const WARMING = 6;

export interface Storm {
  /** Milliseconds, of a public page. */
  readonly idle: Waits;
  readonly during: Waits;
}

export interface Waits {
  readonly median: number;
  readonly p99: number;
  readonly pages: number;
}

/** How long visitors of a public page wait while nothing else happens, and while many sign in at once. */
export async function storm(portal: PortalProcess, slices: number): Promise<Storm> {
  const people = signInSide(portal, SIGN_INS);
  const idle: number[] = [];
  const during: number[] = [];
  for (let slice = 0; slice < WARMING; slice++) {
    const press = await readyToSignIn(people);
    await press();
  }
  for (let slice = 0; slice <= slices; slice++) {
    const press = await readyToSignIn(people);
    await setTimeout(REST);
    const before = await visitsWhile(portal, () => setTimeout(CALM));
    const meanwhile = await visitsWhile(portal, press);
    // The first one warms the pages of visitors.
    if (slice > 0) {
      idle.push(...before);
      during.push(...meanwhile);
    }
  }
  return { idle: waits(idle), during: waits(during) };
}

async function readyToSignIn(people: Side): Promise<() => Promise<unknown>> {
  await people.prepare?.();
  return readyToLoad({ ...people, connections: AT_ONCE, milliseconds: 60_000 });
}

async function visitsWhile(portal: PortalProcess, happens: () => Promise<unknown>): Promise<number[]> {
  const over = new AbortController();
  const visited = visits(portal, over.signal);
  await happens();
  over.abort();
  return visited;
}

async function visits(portal: PortalProcess, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  const visiting: Promise<void>[] = [];
  while (!signal.aborted) {
    visiting.push(visit(portal, times));
    await setTimeout(EVERY);
  }
  await Promise.all(visiting);
  return times;
}

function visit(portal: PortalProcess, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = performance.now() - waited();
    const asked = request(`${portal.url}/services`, { headers: FROM_PROXY }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        times.push(performance.now() - waited() - started);
        resolve();
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** Milliseconds that this program was ready and had no core (sched-stats of Linux): visitors have machines of their own, so it is taken off. */
function waited(): number {
  if (process.platform !== 'linux') return 0;
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
}

function waits(times: number[]): Waits {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { median: at(0.5), p99: at(0.99), pages: sorted.length };
}
