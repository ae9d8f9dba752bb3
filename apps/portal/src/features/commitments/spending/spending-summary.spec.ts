import { summariseSpending } from './spending-summary.js';

const line = (nature: Parameters<typeof summariseSpending>[0][number]['nature'], euros: number, sharedWith = '') => ({
  nature,
  amountCents: Math.round(euros * 100),
  partners: sharedWith === '' ? [] : [{ name: sharedWith, percent: null }],
});

describe('what spending left behind', () => {
  it('is nothing when nothing was spent', () => {
    expect(summariseSpending([])).toBeNull();
    expect(summariseSpending([line('training', 0)])).toBeNull();
  });

  it('sets what stays as a common good against what is rented', () => {
    const summary = summariseSpending([
      line('training', 100.1),
      line('development', 200.2, 'Brest'),
      line('licences-kept', 80),
      line('licences-ended', 20),
      line('hardware', 0.7),
    ])!;
    expect(summary.euros).toBe(401);
    expect(summary.parts.map(({ part, euros }) => [part, euros])).toEqual([
      ['common', 300.3],
      ['things', 0.7],
      ['rented', 100],
    ]);
    expect(summary.trainingShare).toBeCloseTo(100.1 / 401, 10);
    expect(summary.sharedEuros).toBe(200.2);
  });

  it('fills the bar without a piece on top of another', () => {
    const { parts } = summariseSpending([line('hosting', 1), line('hardware', 1), line('licences-kept', 1)])!;
    expect(parts.map(({ x }) => x)).toEqual([0, parts[0]!.width, parts[0]!.width + parts[1]!.width]);
    expect(Math.abs(1000 - parts.reduce((sum, { width }) => sum + width, 0))).toBeLessThanOrEqual(2);
  });
});
