import PDFDocument from 'pdfkit';

export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  readonly lang: string;
}

/** Standard fonts of every reader; they know the accents of French and Breton. */
const FONTS = { plain: 'Helvetica', bold: 'Helvetica-Bold', fixed: 'Courier' } as const;

/** One block of text: its structure element (`H1`, `P`…), font, and size in points. */
export type WriteBlock = (tag: string, font: keyof typeof FONTS, size: number, text: string) => void;

export interface PdfWriter {
  readonly write: WriteBlock;
  /** A gap of so many lines. */
  readonly gap: (lines: number) => void;
}

/** A tagged document on A4: headings and paragraphs that a screen reader finds its way by (PDF 1.7, 14.8). Fonts are not embedded. */
export async function taggedPdf({ title, author, lang }: PdfFacts, fill: (writer: PdfWriter) => void): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 56,
    tagged: true,
    lang,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, Author: author, Creator: 'Ronron' },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve) => document.once('end', resolve));
  const root = document.struct('Document');
  document.addStructure(root);
  const write: WriteBlock = (tag, font, size, text) => {
    root.add(
      document.struct(tag, {}, () => {
        // The standard fonts have no narrow no-break space.
        document
          .font(FONTS[font])
          .fontSize(size)
          .text(text.replace(/\u202f/g, '\u00a0'));
      }),
    );
    document.moveDown(0.4);
  };
  fill({ write, gap: (lines) => document.moveDown(lines) });
  root.end();
  document.end();
  await ended;
  return Buffer.concat(parts);
}
