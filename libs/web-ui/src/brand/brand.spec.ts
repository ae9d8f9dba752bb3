import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { accessibleColour, contrast, DARK_PAPER, DARK_TINT, LIGHT_PAPER, LIGHT_TINT } from './accessible-colour.js';
import { brandStylesheet } from './brand-stylesheet.js';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

/** As `color-mix(in srgb, …)` does. */
function mixed(ground: string, colour: string, share: number): string {
  const part = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return `#${[1, 3, 5]
    .map((at) =>
      Math.round(part(ground, at) * (1 - share) + part(colour, at) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

describe('the commune’s colour', () => {
  it('can be read on the paper, whatever it is', () => {
    fc.assert(fc.property(colour, (hex) => contrast(accessibleColour(hex), LIGHT_PAPER) >= 4.5));
    fc.assert(fc.property(colour, (hex) => contrast(accessibleColour(hex, DARK_PAPER), DARK_PAPER) >= 4.5));
  });

  it('is left alone when it can be read already', () => {
    expect(accessibleColour('#10635c')).toBe('#10635c');
  });

  it('carries the text of buttons in both schemes', () => {
    fc.assert(
      fc.property(colour, (hex) => {
        const [light, dark] = [...brandStylesheet(hex).matchAll(/--accent:(#\w{6})/g)].map((match) => match[1]!);
        return contrast(light!, '#ffffff') >= 4.5 && contrast(dark!, '#171320') >= 4.5;
      }),
    );
  });

  it('can be read on its own tint, where something is current', () => {
    fc.assert(
      fc.property(colour, (hex) => {
        const accents = [...brandStylesheet(hex).matchAll(/--accent:(#\w{6})/g)].map((match) => match[1]!);
        return [LIGHT_TINT, DARK_TINT].every(
          ({ surface, share }, scheme) => contrast(accents[scheme]!, mixed(surface, accents[scheme]!, share)) >= 4.5,
        );
      }),
    );
  });

  it('is a colour and nothing else', () => {
    expect(() => brandStylesheet('#fff}body{display:none')).toThrow('Not a colour');
  });

  it('is checked against the papers that the style sheet has', () => {
    const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
    expect([...css.matchAll(/--paper: (#\w{6})/g)].map((match) => match[1])).toEqual([LIGHT_PAPER, DARK_PAPER]);
    const surfaces = [...css.matchAll(/--surface: (#\w{6})/g)].map((match) => match[1]);
    const shares = [...css.matchAll(/--accent-soft: color-mix\(in srgb, var\(--accent\) (\d+)%/g)].map(
      ([, of]) => Number(of) / 100,
    );
    for (const [scheme, tint] of [LIGHT_TINT, DARK_TINT].entries()) {
      expect(tint).toEqual({ surface: surfaces[scheme], share: shares[scheme] });
    }
  });

  it('knows contrast', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

describe('the tones', () => {
  it.each(['light', 'dark'])('can be read on their own grounds, %s', (scheme) => {
    const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8').split('prefers-color-scheme');
    const tokens = new Map(
      [...css[scheme === 'light' ? 0 : 1]!.matchAll(/--([\w-]+): (#\w{6});/g)].map((match) => [match[1]!, match[2]!]),
    );
    const weak = ['success', 'warning', 'danger', 'info', 'neutral'].filter(
      (tone) => contrast(tokens.get(tone)!, tokens.get(`${tone}-soft`)!) < 4.5,
    );
    expect(weak).toEqual([]);
    for (const ground of ['paper', 'surface', 'sunken']) {
      expect(contrast(tokens.get('ink-soft')!, tokens.get(ground)!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tokens.get('accent')!, tokens.get(ground)!)).toBeGreaterThanOrEqual(4.5);
      // WCAG 2.2, 1.4.11: the border that makes a field a field.
      expect(contrast(tokens.get('line-strong')!, tokens.get(ground)!)).toBeGreaterThanOrEqual(3);
    }
  });
});
