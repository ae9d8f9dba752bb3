/** Everything in the units of the drawing's viewBox. */
export interface LineChart {
  readonly width: number;
  readonly height: number;
  /** For the `points` of a polyline. */
  readonly line: string;
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  readonly target: { readonly y: number; readonly value: number } | null;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly first: string;
  readonly last: string;
}

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 72;
const RIGHT = WIDTH - 20;
const TOP = 20;
const BOTTOM = HEIGHT - 36;

/**
 * A small chart of dated values; null when there are fewer than two, since a dot tells nothing. The axis begins at zero (or
 * below, for negative values), so that a small rise does not look like a big one.
 */
export function lineChart(
  values: readonly { readonly day: string; readonly value: number }[],
  target: number | null,
): LineChart | null {
  if (values.length < 2) return null;
  const times = values.map(({ day }) => Date.parse(`${day}T00:00:00Z`));
  const numbers = [...values.map(({ value }) => value), ...(target === null ? [] : [target])];
  const low = Math.min(0, ...numbers);
  const step = niceStep((Math.max(0, ...numbers) - low) / 4);
  const bottom = Math.floor(low / step) * step;
  const top = Math.max(Math.ceil(Math.max(0, ...numbers) / step) * step, bottom + step);
  const begin = times[0]!;
  const span = Math.max(1, times.at(-1)! - begin);
  const y = (value: number): number => round(BOTTOM - ((value - bottom) / (top - bottom)) * (BOTTOM - TOP));
  const dots = values.map(({ value }, index) => ({
    x: round(LEFT + ((times[index]! - begin) / span) * (RIGHT - LEFT)),
    y: y(value),
  }));
  const ticks: { y: number; value: number }[] = [];
  for (let index = 0; bottom + index * step <= top + step / 2; index++) {
    const value = Number((bottom + index * step).toPrecision(12));
    ticks.push({ y: y(value), value });
  }
  return {
    width: WIDTH,
    height: HEIGHT,
    line: dots.map((dot) => `${dot.x},${dot.y}`).join(' '),
    dots,
    ticks,
    target: target === null ? null : { y: y(target), value: target },
    left: LEFT,
    right: RIGHT,
    bottom: BOTTOM,
    first: values[0]!.day,
    last: values.at(-1)!.day,
  };
}

/** 1, 2 or 5 times a power of ten, the smallest that is not below `rough`. */
function niceStep(rough: number): number {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const round = (value: number): number => Math.round(value * 10) / 10;
