import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const FONTS = '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin';

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 72;

let ready: Promise<{ text: Font; bold: Font }> | undefined;

/** The renderer and the font are read when the first card is drawn. */
function tools(): Promise<{ text: Font; bold: Font }> {
  ready ??= initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm'))).then(() => {
    const font = (weight: number): Font =>
      create(readFileSync(require.resolve(`${FONTS}-${weight}-normal.woff`))) as Font;
    return { text: font(400), bold: font(700) };
  });
  return ready;
}

export interface ShareCard {
  readonly place: string;
  readonly title: string;
  readonly status: string;
  readonly colour: string;
  /** One line below. */
  readonly detail: string;
}

/** The picture that social networks show beside a link: 1200 by 630, drawn here, so that nobody is asked for it. */
export async function shareCardPng({ place, title, status, colour, detail }: ShareCard): Promise<Buffer> {
  const { text, bold } = await tools();
  const lines = wrapped(bold, title, 64, WIDTH - 2 * MARGIN).slice(0, 4);
  const parts = [
    words(text, place, 34, MARGIN, 116, '#5d5470'),
    ...lines.map((line, index) => words(bold, line, 64, MARGIN, 212 + index * 76, '#2b2440')),
    `<rect x="${MARGIN}" y="508" width="${widthOf(bold, status, 36) + 48}" height="66" rx="33" fill="${colour}"/>`,
    words(bold, status, 36, MARGIN + 24, 553, '#ffffff'),
    words(text, detail, 30, MARGIN + widthOf(bold, status, 36) + 76, 552, '#5d5470'),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="#fbf5ea"/><rect width="100%" height="14" fill="#10635c"/>${parts.join('')}</svg>`;
  const resvg = new Resvg(svg, { fitTo: { mode: 'original' } });
  const image = resvg.render();
  const png = Buffer.from(image.asPng());
  image.free();
  resvg.free();
  return png;
}

/** A line of text as the outlines of its letters. */
function words(font: Font, text: string, size: number, x: number, y: number, colour: string): string {
  const { glyphs, positions } = font.layout(drawable(font, text));
  const scale = size / font.unitsPerEm;
  let at = 0;
  const outlines = glyphs.map((glyph, index) => {
    const place = `translate(${(x + at * scale).toFixed(2)} ${y}) scale(${scale} ${-scale})`;
    at += positions[index]!.xAdvance;
    return `<path transform="${place}" d="${glyph.path.toSVG()}"/>`;
  });
  return `<g fill="${colour}">${outlines.join('')}</g>`;
}

function widthOf(font: Font, text: string, size: number): number {
  return (font.layout(drawable(font, text)).advanceWidth * size) / font.unitsPerEm;
}

/** What the font has no letter for is left out: empty boxes tell nobody anything. */
function drawable(font: Font, text: string): string {
  return [...text.normalize('NFC')]
    .map((letter) => (/\s/u.test(letter) ? ' ' : letter))
    .filter((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0)!))
    .join('');
}

function wrapped(font: Font, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && widthOf(font, longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
