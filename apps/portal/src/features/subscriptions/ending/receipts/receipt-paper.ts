import PDFDocument from 'pdfkit';

/** A receipt on paper: what it says in words, and the signed text itself, which is the proof. */
export interface ReceiptPaper {
  readonly title: string;
  readonly facts: readonly { readonly term: string; readonly value: string }[];
  readonly howToCheck: string;
  readonly jws: string;
  readonly author: string;
  readonly lang: string;
}

/** A tagged PDF (PDF 1.7, 14.8) on A4. */
export async function receiptPdf({ title, facts, howToCheck, jws, author, lang }: ReceiptPaper): Promise<Buffer> {
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
  const write = (tag: string, font: string, size: number, text: string): void => {
    root.add(
      document.struct(tag, {}, () => {
        // The standard fonts have no narrow no-break space.
        document
          .font(font)
          .fontSize(size)
          .text(text.replace(/\u202f/g, '\u00a0'));
      }),
    );
    document.moveDown(0.4);
  };
  write('H1', 'Helvetica-Bold', 20, title);
  for (const { term, value } of facts) write('P', 'Helvetica', 11, `${term} : ${value}`);
  document.moveDown(0.6);
  write('P', 'Helvetica', 10, howToCheck);
  write('P', 'Courier', 7, jws);
  root.end();
  document.end();
  await ended;
  return Buffer.concat(parts);
}
