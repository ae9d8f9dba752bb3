import fc from 'fast-check';
import { ldifOf, type LdifEntry } from './ldif.js';

/** Reads LDIF as RFC 2849 has it. */
function read(text: string): LdifEntry[] {
  const lines = text.replaceAll('\n ', '').split('\n');
  const entries: { dn: string; attributes: [string, string[]][] }[] = [];
  for (const line of lines.slice(1)) {
    const [, type = '', base64, value = ''] = /^([^:]+):(:?) (.*)$/s.exec(line) ?? [];
    if (type === '') continue;
    const told = base64 === ':' ? Buffer.from(value, 'base64').toString('utf8') : value;
    if (type === 'dn') entries.push({ dn: told, attributes: [] });
    else entries.at(-1)!.attributes.push([type, [told]]);
  }
  return entries;
}

describe('an export of a directory', () => {
  it('says the same when it is read again, whatever people are called', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 400 }), fc.constant(' :< \n dn: x'));
    fc.assert(
      fc.property(value, value, value, (dn, one, other) => {
        const entry: LdifEntry = {
          dn,
          attributes: [
            ['cn', [one, other]],
            ['mail', [other]],
          ],
        };
        const once: LdifEntry = {
          dn,
          attributes: [
            ['cn', [one]],
            ['cn', [other]],
            ['mail', [other]],
          ],
        };
        expect(read(ldifOf([entry, entry]))).toEqual([once, once]);
      }),
    );
  });

  it('keeps its lines short and to itself', () => {
    const text = ldifOf([{ dn: 'uid=a', attributes: [['cn', ['x'.repeat(500), 'a\nuserPassword: x']]] }]);
    expect(text.split('\n').filter((line) => line.length > 76 || line.startsWith('userPassword'))).toEqual([]);
    expect(text.startsWith('version: 1\n\ndn: uid=a\ncn: xxx')).toBe(true);
  });
});
