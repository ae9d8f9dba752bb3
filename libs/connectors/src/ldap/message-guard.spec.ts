import fc from 'fast-check';
import { createMessageGuard } from './message-guard.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** A bind's result, an entry with one attribute of two values, the end of a search with a control for the next page. */
const bound = hex('30 0c 020101 6107 0a0100 0400 0400');
const entry = hex('30 19 020102 6414 0402 6161 300e 300c 0402 636e 3106 0401 61 0401 62');
const found = hex('30 16 020102 6507 0a0100 0400 0400 a008 3006 0401 31 0401 30');

/** What a guard lets pass of bytes that come in these pieces; null once it has seen enough. */
function pass(bytes: Buffer, sizes: readonly number[]): Buffer | null {
  const guard = createMessageGuard();
  const passed: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    const answer = guard(bytes.subarray(at, at + size));
    if (answer === null) return null;
    passed.push(answer);
    at += size;
  }
  return Buffer.concat(passed);
}

const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

describe('the guard before the LDAP library', () => {
  it('lets whole messages pass, however they come in pieces', () => {
    const stream = Buffer.concat([bound, entry, entry, found]);
    fc.assert(fc.property(pieces, (sizes) => expect(pass(stream, sizes)).toEqual(stream)));
    expect(pass(stream.subarray(0, -1), [7])).toEqual(Buffer.concat([bound, entry, entry]));
  });

  it.each([
    ['a web page', Buffer.from('HTTP/1.1 200 OK')],
    ['a message with nothing in it', hex('3000')],
    ['an operation that only clients use', hex('30 05 020101 4200')],
    ['an entry whose values claim more than there is', hex('30 10 020101 640b 0400 3007 3005 0401 61 31 03')],
    ['an entry whose attributes are a string', hex('30 0a 020101 6405 0400 0401 30')],
    ['a result that lacks its texts', hex('30 08 020101 6103 0a0100')],
    ['a length that is told at the end', hex('30 80 020101 0000')],
    ['a control that is none', hex('30 10 020101 6107 0a0100 0400 0400 a002 0400')],
  ])('stops %s', (_, bytes) => {
    expect(pass(bytes, [bytes.length])).toBeNull();
    expect(pass(Buffer.concat([bound, bytes]), [1])).toBeNull();
  });

  it('passes on nothing but whole messages whatever comes', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(fc.constantFrom(bound, entry, found), fc.nat(), fc.nat(255)).map(([message, at, byte]) => {
        const changed = Buffer.from(message);
        changed[at % changed.length] = byte;
        return changed;
      }),
    );
    fc.assert(
      fc.property(noise, pieces, (bytes, sizes) => {
        const passed = pass(Buffer.from(bytes), sizes);
        expect(passed === null || pass(passed, [passed.length || 1])?.equals(passed)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
