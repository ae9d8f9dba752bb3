import { z } from 'zod';
import type { FieldDefinition } from './settings-schema.js';

interface Wanted {
  readonly example: string;
  readonly required?: boolean;
}

/** A form posts an empty string for a field left empty, and a database null: both mean "not given". */
function given(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? undefined : text;
}

const oneLine = z
  .string({ error: (issue) => (issue.input === undefined ? 'required' : 'text') })
  .max(2000, 'too-long')
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'text');

function optional<Value>(schema: z.ZodType<Value>): z.ZodType<Value | null> {
  return z.preprocess((value) => given(value) ?? null, schema.nullable());
}

export function textField(wanted: Wanted & ({ required: true } | { defaultValue: string })): FieldDefinition<string>;
export function textField(wanted: Wanted): FieldDefinition<string | null>;
export function textField(wanted: Wanted & { defaultValue?: string }): FieldDefinition<string | null> {
  const { example, required = false, defaultValue = null } = wanted;
  const validation: z.ZodType<string | null> = required
    ? z.preprocess(given, oneLine)
    : z.preprocess((value) => given(value) ?? defaultValue, oneLine.nullable());
  return { type: 'text', required, defaultValue, optionValues: [], example, validation };
}

/** Kept encrypted by the portal. Not trimmed inside, at most 2,000 characters on one line. */
export function secretField(wanted: Wanted & { required: true }): FieldDefinition<string>;
export function secretField(wanted: Wanted): FieldDefinition<string | null>;
export function secretField(wanted: Wanted): FieldDefinition<string | null> {
  return { ...textField(wanted), type: 'secret' };
}

const webAddress = oneLine.transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) context.addIssue({ code: 'custom', message: 'url' });
  else if (url.username !== '' || url.password !== '') context.addIssue({ code: 'custom', message: 'url-credentials' });
  else if (url.search !== '' || url.hash !== '') context.addIssue({ code: 'custom', message: 'url-query' });
  else return url.href.replace(/\/$/, '');
  return z.NEVER;
});

/** An http or https address without credentials, query or fragment; given back without its last slash. */
export function urlField(wanted: Wanted & { required: true }): FieldDefinition<string>;
export function urlField(wanted: Wanted): FieldDefinition<string | null>;
export function urlField({ example, required = false }: Wanted): FieldDefinition<string | null> {
  const validation: z.ZodType<string | null> = required ? z.preprocess(given, webAddress) : optional(webAddress);
  return { type: 'url', required, defaultValue: null, optionValues: [], example, validation };
}

/** An address of another protocol, as `ldaps://host:636`: nothing but scheme, host and port, the host in lower case. */
export function endpointField(wanted: {
  readonly schemes: readonly [string, ...string[]];
  readonly example: string;
}): FieldDefinition<string> {
  const address = oneLine.transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const scheme = url?.protocol.slice(0, -1) ?? '';
    if (url !== null && (url.username !== '' || url.password !== '')) {
      context.addIssue({ code: 'custom', message: 'url-credentials' });
    } else if (
      url !== null &&
      wanted.schemes.includes(scheme) &&
      /^[\w.:[\]-]+\/?$/.test(text.slice(scheme.length + 3))
    ) {
      return `${scheme}://${url.host.toLowerCase()}`;
    } else context.addIssue({ code: 'custom', message: 'endpoint' });
    return z.NEVER;
  });
  const validation = z.preprocess(given, address);
  return { type: 'url', required: true, defaultValue: null, optionValues: [], example: wanted.example, validation };
}

/** A whole number between `min` and `max`, both included. */
export function numberField(wanted: { defaultValue: number; min: number; max: number }): FieldDefinition<number> {
  const validation = z.preprocess(
    (value) => {
      const present = given(value) ?? wanted.defaultValue;
      return typeof present === 'string' && /^-?\d{1,15}$/.test(present) ? Number(present) : present;
    },
    z.number({ error: 'number' }).int('number').min(wanted.min, 'number-range').max(wanted.max, 'number-range'),
  );
  const { defaultValue } = wanted;
  return { type: 'number', required: false, defaultValue, optionValues: [], example: String(defaultValue), validation };
}

/** A box to tick. A form posts nothing for an unticked box: absent means false. */
export function booleanField(): FieldDefinition<boolean> {
  const validation = z.preprocess(
    (value) => {
      if (value === true || value === 'on' || value === 'true' || value === '1') return true;
      return [false, 'false', '0', undefined].includes(given(value) as boolean | string | undefined) ? false : value;
    },
    z.boolean({ error: 'boolean' }),
  );
  return { type: 'boolean', required: false, defaultValue: false, optionValues: [], example: 'false', validation };
}

/** One of a few values; the first is the default. */
export function selectField<const Value extends string>(values: readonly [Value, ...Value[]]): FieldDefinition<Value> {
  const validation = z.preprocess((value) => given(value) ?? values[0], z.enum(values, { error: 'select' }));
  return {
    type: 'select',
    required: false,
    defaultValue: values[0],
    optionValues: values,
    example: values[0],
    validation: validation as unknown as z.ZodType<Value>,
  };
}
