import { lineChart, type LineChart } from '@ronron/web-ui';
import type { UsagePoint } from './usage-history.service.js';

/** What the view `usage/history` takes. */
export interface UsageChart {
  readonly unit: 'bytes' | 'items';
  /** Null when there is too little to draw: the table says it. */
  readonly chart: LineChart | null;
  readonly points: readonly { readonly day: string; readonly value: number }[];
  readonly latest: { readonly day: string; readonly value: number };
}

/**
 * Bytes where the tool tells them, else items; null when it tells neither. `quota` in bytes is drawn as the line not to cross, unless
 * it is so high above what is used that the line of what is used would lie flat.
 */
export function usageChart(points: readonly UsagePoint[], quota: number | null): UsageChart | null {
  const unit = points.some(({ bytes }) => bytes !== null) ? 'bytes' : 'items';
  const told = points.flatMap(({ day, [unit]: value }) => (value === null ? [] : [{ day, value }]));
  const latest = told.at(-1);
  if (latest === undefined) return null;
  const most = Math.max(...told.map(({ value }) => value));
  const target = unit === 'bytes' && quota !== null && quota <= most * 10 ? quota : null;
  return { unit, chart: lineChart(told, target), points: told, latest };
}
