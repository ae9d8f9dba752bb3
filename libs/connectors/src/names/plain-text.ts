/**
 * What people typed as one line that any protocol takes: well-formed UTF-8, no control characters, at most `length`
 * characters; `otherwise` when nothing is left.
 */
export function plainText(text: string, length: number, otherwise: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  const line = wellFormed.replace(/[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu, ' ').trim();
  return Array.from(line).slice(0, length).join('').trim() || otherwise;
}
