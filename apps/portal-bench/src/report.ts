import { cpus, release, type as system } from 'node:os';
import type { Comparison } from './comparison.js';
import { median } from './median.js';

const HEAD = ['', 'portal/s', 'bare/s', 'ratio', 'portal ms CPU', 'bare ms CPU', 'CPU ratio'];

/** What the figures were measured on; they mean little elsewhere. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Node ${process.versions.node}, ${system()} ${release()}, ${cpus().length} × ${model}`;
}

export function table(comparisons: readonly Comparison[]): string {
  const rows = [HEAD, ...comparisons.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map((cells) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .join('\n');
}

function row({ name, portal, bare, rateRatio, cpuRatio }: Comparison): string[] {
  return [
    name,
    portal.perSecond.toFixed(0),
    bare.perSecond.toFixed(0),
    rateRatio.toPrecision(2),
    milliseconds(portal.cpuMs),
    milliseconds(bare.cpuMs),
    cpuRatio?.toPrecision(2) ?? '–',
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** One line that can be compared from one version to the next. */
export function summary(comparisons: readonly Comparison[]): string {
  const cpu = comparisons.map((each) => each.cpuRatio).filter((ratio) => ratio !== null);
  const rate = median(comparisons.map((each) => each.rateRatio)).toPrecision(2);
  return `median ratio ${rate}, median CPU ratio ${cpu.length === 0 ? '–' : median(cpu).toPrecision(2)}`;
}
