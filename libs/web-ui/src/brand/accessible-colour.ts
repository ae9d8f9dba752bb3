/** The papers that texts stand on, light and dark; `styles/tokens.css` has the same. */
export const LIGHT_PAPER = '#fbf5ea';
export const DARK_PAPER = '#1c1826';

/** WCAG 2.2, 1.4.3: contrast of ordinary text. */
const ENOUGH = 4.5;

type Rgb = readonly [number, number, number];

/**
 * The nearest colour to `hex` (#rrggbb) that can be read on `background`: darker or lighter by as little as it takes.
 * @throws on anything but #rrggbb.
 */
export function accessibleColour(hex: string, background = LIGHT_PAPER): string {
  const behind = parse(background);
  const start = parse(hex);
  const end: Rgb = luminance(behind) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.01) {
    const mixed = start.map((part, index) => Math.round(part + (end[index]! - part) * share)) as unknown as Rgb;
    if (ratio(mixed, behind) >= ENOUGH) return format(mixed);
  }
  return format(end);
}

/** Contrast of two colours (#rrggbb), from 1 to 21: WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  return ratio(parse(one), parse(other));
}

function parse(hex: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`Not a colour: ${hex}`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function format(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function ratio(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
