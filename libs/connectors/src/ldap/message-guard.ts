import type { Guard } from '../tunnel/tunnels.js';

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const STRING = 0x04;
const CONTROLS = 0xa0;
const ENTRY = 0x64;
const REFERENCE = 0x73;
/** Results of bind, search, modify, add, delete, rename, compare and extended operations. */
const RESULTS = new Set([0x61, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x78]);

/**
 * Lets whole messages of RFC 4511 pass and nothing else. The client library takes lengths inside a message at their word:
 * one that lies would keep it, and the whole process, busy for ever.
 */
export function createMessageGuard(): Guard {
  let waiting: Buffer[] = [];
  let size = 0;
  /** Bytes until which looking again is of no use: a long message comes in many pieces. */
  let wanted = 2;
  return (chunk) => {
    waiting.push(chunk);
    size += chunk.length;
    if (size < wanted) return Buffer.alloc(0);
    const bytes = Buffer.concat(waiting);
    let passed = 0;
    for (;;) {
      const length = lengthOfFirst(bytes.subarray(passed));
      if (length === null) return null;
      wanted = length;
      if (passed + length > bytes.length) break;
      if (!isMessage(bytes.subarray(passed, passed + length))) return null;
      passed += length;
    }
    waiting = [bytes.subarray(passed)];
    size = bytes.length - passed;
    return bytes.subarray(0, passed);
  };
}

/** Bytes of the message that begins here, one more than there are while they do not tell; null when it is no message. */
function lengthOfFirst(bytes: Buffer): number | null {
  if (bytes.length > 0 && bytes[0] !== SEQUENCE) return null;
  const header = headerOf(bytes, 0);
  if (header === null) return null;
  return header.incomplete ? bytes.length + 1 : header.end;
}

function headerOf(bytes: Buffer, at: number): { incomplete: boolean; start: number; end: number } | null {
  const incomplete = { incomplete: true, start: 0, end: 0 };
  if (at + 2 > bytes.length) return incomplete;
  const first = bytes[at + 1]!;
  // Tags of several bytes and lengths that are told at the end do not occur in LDAP.
  if ((bytes[at]! & 0x1f) === 0x1f || first === 0x80 || first > 0x84) return null;
  if (first < 0x80) return { incomplete: false, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (at + 2 + count > bytes.length) return incomplete;
  const length = bytes.readUIntBE(at + 2, count);
  return { incomplete: false, start: at + 2 + count, end: at + 2 + count + length };
}

/** The elements that fill these bytes exactly; null when some do not fit. */
function elementsOf(bytes: Buffer): Element[] | null {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = headerOf(bytes, at);
    if (header === null || header.incomplete || header.end > bytes.length) return null;
    elements.push({ tag: bytes[at]!, content: bytes.subarray(header.start, header.end) });
    at = header.end;
  }
  return elements;
}

function isMessage(bytes: Buffer): boolean {
  const [id, operation, controls, ...more] = elementsOf(elementsOf(bytes)![0]!.content) ?? [];
  if (id?.tag !== 0x02 || id.content.length > 4 || operation === undefined || more.length > 0) return false;
  if (controls !== undefined && !(controls.tag === CONTROLS && every(controls, SEQUENCE, isControl))) return false;
  if (operation.tag === ENTRY) return isEntry(operation);
  if (operation.tag === REFERENCE) return every(operation, STRING, () => true);
  return RESULTS.has(operation.tag) && isResult(operation);
}

function isControl(control: Element): boolean {
  const [type, ...values] = elementsOf(control.content) ?? [];
  return type?.tag === STRING && values.length <= 2 && values.every(({ tag }) => tag === 0x01 || tag === STRING);
}

function isEntry(entry: Element): boolean {
  const [name, attributes, ...more] = elementsOf(entry.content) ?? [];
  if (name?.tag !== STRING || attributes?.tag !== SEQUENCE || more.length > 0) return false;
  return every(attributes, SEQUENCE, (attribute) => {
    const [type, values, ...others] = elementsOf(attribute.content) ?? [];
    return type?.tag === STRING && values?.tag === SET && others.length === 0 && every(values, STRING, () => true);
  });
}

function isResult(result: Element): boolean {
  const [code, matched, message, ...more] = elementsOf(result.content) ?? [];
  if (code?.tag !== 0x0a || code.content.length > 4 || matched?.tag !== STRING || message?.tag !== STRING) return false;
  // Referrals, credentials of the server, name and value of an extended answer.
  return more.every(({ tag }) => [0xa3, 0x87, 0x8a, 0x8b].includes(tag));
}

function every(parent: Element, tag: number, fits: (element: Element) => boolean): boolean {
  return elementsOf(parent.content)?.every((element) => element.tag === tag && fits(element)) ?? false;
}
