import { lineChart } from './line-chart.js';

const at = (day: string, value: number): { day: string; value: number } => ({ day, value });

describe('a chart of dated values', () => {
  it('is not drawn for fewer than two values', () => {
    expect(lineChart([], 3)).toBeNull();
    expect(lineChart([at('2040-01-01', 3)], null)).toBeNull();
  });

  it('begins at zero, so that a small rise does not look like a big one', () => {
    const chart = lineChart([at('2040-01-01', 100), at('2040-12-31', 102)], null)!;
    expect(chart.ticks[0]!.value).toBe(0);
    expect(chart.ticks.at(-1)!.value).toBeGreaterThanOrEqual(102);
  });

  it('places values by their dates, not by their number', () => {
    const { dots, left, right } = lineChart([at('2040-01-01', 1), at('2040-01-11', 2), at('2040-04-10', 3)], null)!;
    expect(dots[0]!.x).toBe(left);
    expect(dots[2]!.x).toBe(right);
    expect((dots[1]!.x - left) / (right - left)).toBeCloseTo(0.1, 2);
  });

  it('has room for the target and for negative values', () => {
    const chart = lineChart([at('2040-01-01', -5), at('2040-02-01', 0)], 40)!;
    const ys = [...chart.dots.map(({ y }) => y), chart.target!.y];
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(chart.bottom);
    expect(chart.target!.y).toBeLessThan(chart.dots[1]!.y);
  });

  it('stands values that are all zero on its foot', () => {
    const chart = lineChart([at('2040-01-01', 0), at('2040-02-01', 0)], null)!;
    expect(chart.dots.every(({ y }) => y === chart.bottom)).toBe(true);
  });
});
