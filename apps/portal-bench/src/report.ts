import { cpus, release, type as system } from 'node:os';
import type { Comparison } from './comparison.js';
import type { Telling } from './known-or-not.js';
import { median } from './median.js';
import type { Storm, Waits } from './storm.js';

const HEAD = ['', 'portal/s', 'bare/s', 'ratio', 'portal ms CPU', 'bare ms CPU', 'CPU ratio'];

/** What the figures were measured on; they mean little elsewhere. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Node ${process.versions.node}, ${system()} ${release()}, ${cpus().length} × ${model}`;
}

export function table(comparisons: readonly Comparison[]): string {
  return aligned([HEAD, ...comparisons.map(row)]);
}

/** How far apart a form's answers to known and to unknown addresses are: 1 tells nobody anything. */
export function tellingTable(tellings: readonly Telling[]): string {
  const rows = tellings.map(({ path, known, unknown }) => [
    `POST ${path}`,
    known.toFixed(1),
    unknown.toFixed(1),
    (known / unknown).toFixed(2),
  ]);
  return aligned([['', 'known', 'unknown', 'ratio'], ...rows]);
}

export function stormTable({ idle, during }: Storm): string {
  const row = (name: string, { median: middle, p99, pages }: Waits): string[] => [
    name,
    middle.toFixed(2),
    p99.toFixed(2),
    String(pages),
  ];
  const ratio = ['ratio', (during.median / idle.median).toFixed(2), (during.p99 / idle.p99).toFixed(2), ''];
  return aligned([['', 'median', 'p99', 'pages'], row('idle', idle), row('storm', during), ratio]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
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
