/** The papers that texts stand on, light and dark; `styles/tokens.css` has the same. */
export const LIGHT_PAPER = '#fbf5ea';
export const DARK_PAPER = '#1c1826';

/** What cards stand on, and how much of the accent tints it where something is current; `styles/tokens.css` has the same. */
export const LIGHT_TINT = { surface: '#fffdf9', share: 0.11 };
export const DARK_TINT = { surface: '#272234', share: 0.13 };

/** WCAG 2.2, 1.4.3: contrast of ordinary text. */
const ENOUGH = 4.5;

type Rgb = readonly [number, number, number];

/**
 * The nearest colour to `hex` (#rrggbb) that can be read on `background`: darker or lighter by as little as it takes.
 * @throws on anything but #rrggbb.
 */
export function accessibleColour(hex: string, background = LIGHT_PAPER): string {
  const behind = parse(background);
  return nearest(hex, behind, (colour) => ratio(colour, behind));
}

/** The same on the surface that is tinted with the colour itself: the ground of what is current. */
export function accessibleOnItsTint(hex: string, { surface, share } = LIGHT_TINT): string {
  const ground = parse(surface);
  return nearest(hex, ground, (colour) => ratio(colour, mix(ground, colour, share)));
}

function nearest(hex: string, behind: Rgb, contrastOf: (colour: Rgb) => number): string {
  const start = parse(hex);
  const end: Rgb = luminance(behind) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.01) {
    const mixed = mix(start, end, share);
    if (contrastOf(mixed) >= ENOUGH) return format(mixed);
  }
  return format(end);
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return one.map((part, index) => Math.round(part + (other[index]! - part) * share)) as unknown as Rgb;
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
