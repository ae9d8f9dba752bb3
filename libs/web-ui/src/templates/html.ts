import Handlebars from 'handlebars';

/** Markup that templates write as it stands. `plain` is what attributes and titles show in its place. */
export class Html extends Handlebars.SafeString {
  constructor(
    markup: string,
    readonly plain: string,
  ) {
    super(markup);
  }
}

/** Escapes text for elements and for quoted attributes; markup made by a helper passes. */
export function escape(value: unknown): string {
  return Handlebars.escapeExpression(value as string);
}

/** Attributes in the order given; absent ones (undefined, null, false) are left out, `true` stands alone. */
export function attributes(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(value)}"`))
    .join('');
}
