import { taggedPdf } from '../../../../platform/files/tagged-pdf.js';

/** A receipt on paper: what it says in words, and the signed text itself, which is the proof. */
export interface ReceiptPaper {
  readonly title: string;
  readonly facts: readonly { readonly term: string; readonly value: string }[];
  readonly howToCheck: string;
  readonly jws: string;
  readonly author: string;
  readonly lang: string;
}

export function receiptPdf({ title, facts, howToCheck, jws, author, lang }: ReceiptPaper): Promise<Buffer> {
  return taggedPdf({ title, author, lang }, ({ write, gap }) => {
    write('H1', 'bold', 20, title);
    for (const { term, value } of facts) write('P', 'plain', 11, `${term} : ${value}`);
    gap(0.6);
    write('P', 'plain', 10, howToCheck);
    write('P', 'fixed', 7, jws);
  });
}
