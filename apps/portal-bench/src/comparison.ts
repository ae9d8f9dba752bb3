import { cpuSeconds } from './cpu-seconds.js';
import { load, type LoadResult } from './load.js';
import { median } from './median.js';

/** One of the two servers that are compared, with what to ask it. */
export interface Side {
  readonly origin: string;
  /** Null for a server of many processes. */
  readonly pid: number | null;
  readonly status: number;
  /** Done before each slice, outside of what is measured. */
  readonly prepare?: () => Promise<void>;
  readonly next: () => Buffer | null;
  /** For what takes several requests that depend on each other: done instead of asking `next` over and over. */
  readonly run?: (options: { readonly connections: number; readonly milliseconds: number }) => Promise<LoadResult>;
}

export interface Rates {
  /** The median of the slices. */
  readonly perSecond: number;
  /** Milliseconds of CPU of the server's process for one request, over all slices; null off Linux. */
  readonly cpuMs: number | null;
}

export interface Comparison {
  readonly name: string;
  readonly portal: Rates;
  readonly bare: Rates;
  /** The median of the ratios of neighbouring slices: what else the machine does meets both alike. */
  readonly rateRatio: number;
  /** How much of the bare server's work the portal's is: 1 is none more, 0.5 is twice as much. */
  readonly cpuRatio: number | null;
}

export interface SliceOptions {
  readonly pairs: number;
  readonly milliseconds: number;
  readonly connections: number;
  /** Milliseconds of unmeasured load for each side before: a program runs slowly until its hot paths are compiled. */
  readonly warmUp: number;
}

interface Slice {
  readonly requests: number;
  readonly perSecond: number;
  readonly cpu: number | null;
}

/** Measures both in turns, A B B A A B …, once both are warm. */
export async function compare(name: string, portal: Side, bare: Side, options: SliceOptions): Promise<Comparison> {
  for (const side of [portal, bare]) await slice(side, { ...options, milliseconds: options.warmUp });
  const pairs: { portal: Slice; bare: Slice }[] = [];
  for (let pair = 0; pair < options.pairs; pair++) {
    if (pair % 2 === 0) {
      const first = await slice(portal, options);
      pairs.push({ portal: first, bare: await slice(bare, options) });
    } else {
      const first = await slice(bare, options);
      pairs.push({ portal: await slice(portal, options), bare: first });
    }
  }
  const rates = { portal: ratesOf(pairs.map((pair) => pair.portal)), bare: ratesOf(pairs.map((pair) => pair.bare)) };
  return {
    name,
    ...rates,
    rateRatio: median(pairs.map((pair) => pair.portal.perSecond / pair.bare.perSecond)),
    cpuRatio: cpuRatio(rates.portal.cpuMs, rates.bare.cpuMs),
  };
}

/** Null where it is not known, also for a slice too short for the kernel's hundredths of a second. */
function cpuRatio(portal: number | null, bare: number | null): number | null {
  return portal === null || bare === null || portal === 0 ? null : bare / portal;
}

async function slice(side: Side, { connections, milliseconds }: SliceOptions): Promise<Slice> {
  await side.prepare?.();
  const before = await cpuSeconds(side.pid);
  const options = { connections, milliseconds };
  const { requests, seconds } = await (side.run?.(options) ?? load({ ...side, ...options }));
  const after = await cpuSeconds(side.pid);
  return { requests, perSecond: requests / seconds, cpu: before === null || after === null ? null : after - before };
}

function ratesOf(slices: readonly Slice[]): Rates {
  const requests = slices.reduce((sum, each) => sum + each.requests, 0);
  // Together: in one slice the kernel's hundredths of a second would be coarse.
  const cpu = slices.reduce<number | null>(
    (sum, each) => (sum === null || each.cpu === null ? null : sum + each.cpu),
    0,
  );
  return {
    perSecond: median(slices.map((each) => each.perSecond)),
    cpuMs: cpu === null || requests === 0 ? null : (1000 * cpu) / requests,
  };
}
