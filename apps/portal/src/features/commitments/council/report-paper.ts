import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

const FONTS = '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin';
const font = (weight: 400 | 700): Buffer =>
  readFileSync(createRequire(import.meta.url).resolve(`${FONTS}-${weight}-normal.woff`));

const MARGIN = 56;
const LIST = 22;
const INK = '#2b2440';
const SOFT = '#5d5470';
const LINE = '#e0d4c0';

/** What the latin files of the font can draw; the rest would be empty boxes. */
const UNKNOWN =
  /[^\n\u0020-\u007e\u00a0-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u2010-\u2027\u2030-\u205f\u20ac\u2122\u2212]/gu;

/** A4 paper with headings, paragraphs and lists that a screen reader finds (tagged PDF, ISO 14289). */
export class ReportPaper {
  private readonly document: PDFKit.PDFDocument;
  private readonly parts: Buffer[] = [];
  private readonly root: PDFKit.PDFStructureElement;

  constructor(title: string, author: string, lang: string, at: Date) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: MARGIN,
      bufferPages: true,
      tagged: true,
      displayTitle: true,
      lang,
      pdfVersion: '1.7',
      // The date of the data, not of the printing: the same data give the same bytes.
      info: { Title: title, Author: author, CreationDate: at, ModDate: at },
    });
    this.document.on('data', (part: Buffer) => this.parts.push(part));
    this.document.registerFont('text', font(400)).registerFont('bold', font(700));
    this.root = this.document.struct('Document');
    this.document.addStructure(this.root);
  }

  heading(level: 1 | 2 | 3, text: string): void {
    const size = [0, 22, 15, 12][level]!;
    if (this.document.y > this.document.page.height - MARGIN - 90) this.document.addPage();
    this.document.moveDown(level === 1 ? 0 : 0.8);
    this.write(`H${level}`, text, 'bold', size, INK);
    this.document.moveDown(0.3);
    if (level < 3) this.document.outline.addItem(shown(text));
  }

  paragraph(text: string, look: 'plain' | 'soft' | 'strong' = 'plain'): void {
    if (text.trim() === '') return;
    this.write('P', text, look === 'strong' ? 'bold' : 'text', 10.5, look === 'soft' ? SOFT : INK);
    this.document.moveDown(0.3);
  }

  /** A list of short lines. */
  list(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const list = this.document.struct('L');
    this.root.add(list);
    for (const line of lines) {
      const item = this.document.struct('LI');
      list.add(item);
      item.add(
        this.document.struct('LBody', {}, () => {
          this.document
            .font('text')
            .fontSize(10.5)
            .fillColor(INK)
            .text(`–  ${shown(line)}`, MARGIN + LIST, undefined, { indent: 10 - LIST });
        }),
      );
    }
    this.document.x = MARGIN;
    this.document.moveDown(0.3);
  }

  /**
   * A table; the first row names the columns, the first column the rows.
   * @param widths of the columns, in points
   */
  table(head: readonly string[], rows: readonly (readonly string[])[], widths: readonly number[]): void {
    const named = (text: string, scope: 'Column' | 'Row'): object => ({
      ...{ text: shown(text), type: 'TH', scope },
      font: { src: 'bold', size: 9.5 },
    });
    this.document.font('text').fontSize(9.5).fillColor(INK);
    this.document.table({
      // Tables are tagged since pdfkit 0.17; its types do not say so yet.
      ...{ structParent: this.root },
      columnStyles: [...widths],
      defaultStyle: { border: [0, 0, 0.5, 0], borderColor: LINE, padding: [4, 8, 4, 0], textColor: INK },
      data: [
        head.map((text) => named(text, 'Column')),
        ...rows.map(([first, ...others]) => [
          named(first ?? '', 'Row'),
          ...others.map((text) => ({ text: shown(text) })),
        ]),
      ],
    });
    this.document.moveDown(0.6);
  }

  newPage(): void {
    this.document.addPage();
  }

  /** The whole file; `footer` stands at the foot of each page with its number. */
  async finish(footer: (page: number, pages: number) => string): Promise<Buffer> {
    const { start, count } = this.document.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.document.switchToPage(page);
      this.document.page.margins.bottom = 0;
      this.document.markContent('Artifact', { type: 'Pagination' });
      this.document
        .font('text')
        .fontSize(8.5)
        .fillColor(SOFT)
        .text(shown(footer(page + 1, count)), MARGIN, this.document.page.height - 36, { lineBreak: false });
      this.document.endMarkedContent();
    }
    const ended = new Promise<void>((resolve) => this.document.once('end', resolve));
    this.document.end();
    await ended;
    return Buffer.concat(this.parts);
  }

  private write(type: string, text: string, face: 'text' | 'bold', size: number, colour: string): void {
    this.root.add(
      this.document.struct(type, {}, () => {
        this.document.font(face).fontSize(size).fillColor(colour).text(shown(text));
      }),
    );
  }
}

function shown(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll('\u202f', '\u00a0')
    .replace(UNKNOWN, '?');
}
