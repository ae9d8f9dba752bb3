import { isUtf8 } from 'node:buffer';

/**
 * What Windows-1252 has where Latin-1 has nothing, from 0x80 on (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT);
 * spaces stand for bytes that mean nothing. The decoder of Node 20 reads them as Latin-1: no euro, no œ, no apostrophe.
 */
const FROM_0X80 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** The text of a table that a spreadsheet saved: UTF-8, "Unicode text" (UTF-16), or what Windows writes by default. */
export function spreadsheetText(content: Buffer): string {
  const mark = content.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return content.subarray(2).toString('utf16le');
  if (isUtf8(content)) return content.toString('utf8');
  return content.toString('latin1').replace(/[\u0080-\u009f]/g, (byte) => {
    const meant = FROM_0X80[byte.charCodeAt(0) - 0x80]!;
    return meant === ' ' ? '\ufffd' : meant;
  });
}
