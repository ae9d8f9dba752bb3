import { usageChart } from './usage-chart.js';

const at = (day: string, bytes: number | null, items: number | null = null) => ({ day, bytes, items });

describe('the chart of usage', () => {
  it('draws bytes where they are told, else items, and nothing of nothing', () => {
    expect(usageChart([at('2040-01-01', 1, 9), at('2040-01-08', 2, 9)], null)?.unit).toBe('bytes');
    expect(usageChart([at('2040-01-01', null, 3), at('2040-01-08', null, 4)], null)).toMatchObject({
      unit: 'items',
      latest: { day: '2040-01-08', value: 4 },
    });
    expect(usageChart([at('2040-01-01', null), at('2040-01-08', null)], null)).toBeNull();
    expect(usageChart([], 5)).toBeNull();
  });

  it('leaves out what was not told, and the quota that would flatten the line', () => {
    const points = [at('2040-01-01', 10), at('2040-01-08', null), at('2040-01-15', 20)];
    expect(usageChart(points, 100)?.points).toHaveLength(2);
    expect(usageChart(points, 100)?.chart?.target?.value).toBe(100);
    expect(usageChart(points, 1000)?.chart?.target).toBeNull();
  });
});
