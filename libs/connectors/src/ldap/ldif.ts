/** One entry of a directory, with its attributes in their order. */
export interface LdifEntry {
  readonly dn: string;
  readonly attributes: readonly (readonly [type: string, values: readonly string[]])[];
}

const LINE = 76;

/** Entries as any directory takes them (LDIF, RFC 2849): in UTF-8, in base64 where a value is no plain ASCII, in lines of 76. */
export function ldifOf(entries: readonly LdifEntry[]): string {
  const written = entries.map(({ dn, attributes }) =>
    [lineOf('dn', dn), ...attributes.flatMap(([type, values]) => values.map((value) => lineOf(type, value)))].join(
      '\n',
    ),
  );
  return `version: 1\n${written.map((entry) => `\n${entry}\n`).join('')}`;
}

function lineOf(type: string, value: string): string {
  // What a line may not begin with would be read as something else; a space at its end would be lost.
  const plain = /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/.test(value) && !/^[ :<]| $/.test(value);
  const line = plain ? `${type}: ${value}` : `${type}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
  // A line that goes on begins with a space, which counts.
  const rest = line.slice(LINE).match(new RegExp(`.{1,${LINE - 1}}`, 'gs')) ?? [];
  return [line.slice(0, LINE), ...rest].join('\n ');
}
