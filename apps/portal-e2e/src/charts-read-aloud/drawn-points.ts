import type { Page } from 'playwright-core';

export interface Drawing {
  /** What the drawing says of itself. */
  readonly title: string;
  /** The words at the ends of its axis of time. */
  readonly first: string;
  readonly last: string;
  /** Each dot; `shown` tells whether a written figure stands where the dot does, within a hundredth of the axis. */
  readonly points: readonly { shown(figure: string): boolean }[];
  /** The words of the line to reach, when there is one. */
  readonly target: string | null;
}

const plain = (words: string): string => words.replace(/\s+/g, ' ').trim();

const UNITS: Readonly<Record<string, number>> = { o: 1, octets: 1, ko: 1e3, Mo: 1e6, Go: 1e9, To: 1e12 };

/** `1 234,5`, or `2,1 Go` in bytes; on a narrow page the cell begins with its heading. */
function figureOf(words: string): number {
  const [, number = '', unit = ''] = /([−-]?[\d\s]+(?:,\d+)?)\s*(\p{L}*)$/u.exec(plain(words)) ?? [];
  return Number(number.replace(/\s/g, '').replace('−', '-').replace(',', '.')) * (UNITS[unit] ?? 1);
}

/** The dots of each line chart of a page, read off its axis as an eye does. */
export async function drawnPoints(page: Page): Promise<Drawing[]> {
  const drawings = await page.locator('svg.chart').evaluateAll((all) =>
    all.map((svg) => {
      const texts = [...svg.querySelectorAll('text')].map((text) => ({
        words: text.textContent ?? '',
        y: Number(text.getAttribute('y')),
        isTick: text.getAttribute('dx') === '-10',
        isTarget: text.classList.contains('chart-label--target'),
      }));
      return {
        title: svg.querySelector('title')?.textContent ?? '',
        texts,
        dots: [...svg.querySelectorAll('circle')].map((dot) => Number(dot.getAttribute('cy'))),
      };
    }),
  );
  return drawings.map(({ title, texts, dots }) => {
    const ticks = texts.filter(({ isTick }) => isTick).map(({ words, y }) => ({ y, value: figureOf(words) }));
    const low = ticks[0]!;
    const high = ticks.at(-1)!;
    const each = (high.value - low.value) / (high.y - low.y);
    const days = texts.filter(({ isTick, isTarget }) => !isTick && !isTarget).map(({ words }) => plain(words));
    return {
      title,
      first: days[0]!,
      last: days[1]!,
      target:
        texts
          .find(({ isTarget }) => isTarget)
          ?.words.replace(/\s+/g, ' ')
          .trim() ?? null,
      points: dots.map((y) => ({
        shown: (figure) =>
          Math.abs(figureOf(figure) - (low.value + (y - low.y) * each)) <= (high.value - low.value) / 100,
      })),
    };
  });
}
