import type { NewMember } from '../structure-members.service.js';

export interface RowProblem {
  /** From 1, as the spreadsheet counts them. */
  readonly row: number;
  readonly key: string;
}

export interface MemberList {
  readonly members: readonly NewMember[];
  readonly problems: readonly RowProblem[];
}

/** An association with more members than this has a better tool than a spreadsheet. */
const MOST_ROWS = 5000;
const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** What a spreadsheet program saved: UTF-8, or the older Western encoding that some still write. */
export function decodeTable(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('windows-1252').decode(content);
  }
}

/**
 * Reads a list of members from CSV (comma, semicolon or tab; quotes as RFC 4180 says). A first row without an address names the
 * columns; without one, the address is whichever cell looks like one, and the name is what stands beside it.
 */
export function readMemberList(text: string): MemberList {
  const rows = parseCsv(text.replace(/^\ufeff/, ''));
  const members = new Map<string, NewMember>();
  const problems: RowProblem[] = [];
  rows.slice(0, MOST_ROWS + 1).forEach((cells, index) => {
    const row = index + 1;
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    if (filled.length === 0) return;
    const email = filled.find((cell) => cell.includes('@'))?.toLowerCase();
    if (email === undefined) {
      if (row > 1) problems.push({ row, key: 'territories:errors.rowWithoutEmail' });
      return;
    }
    const name = filled
      .filter((cell) => cell.toLowerCase() !== email)
      .join(' ')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .slice(0, 200);
    if (email.length > 254 || !EMAIL.test(email)) problems.push({ row, key: 'territories:errors.rowEmail' });
    else if (members.has(email)) problems.push({ row, key: 'territories:errors.rowTwice' });
    else members.set(email, { email, name });
  });
  if (rows.length > MOST_ROWS + 1) problems.push({ row: MOST_ROWS + 2, key: 'territories:errors.tooManyRows' });
  return { members: [...members.values()], problems };
}

function parseCsv(text: string): string[][] {
  const firstLine = text.slice(0, Math.max(0, text.search(/\r?\n/)) || text.length);
  const separator = [';', '\t', ','].find((sign) => firstLine.includes(sign)) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign === '"' && text[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[at + 1] === '\n') at++;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
