import { fail, ok, type Result } from '@ronron/kernel';
import type { FieldError, FormState, FormValue } from '@ronron/web-ui';
import type { z } from 'zod';

/** What a form's schema says of a field: the issue's message is a locale key, its params come through `params`. */
type Issue = z.core.$ZodIssue & { params?: Record<string, string | number> };

/** NUL cannot be stored by PostgreSQL; U+FFFD stands where a byte was not UTF-8. */
const UNREADABLE = /[\u0000\ufffd]/g;

/** A form as it is first shown. */
export function emptyForm(values: FormState['values'] = {}): FormState {
  return { values, errors: {} };
}

/** A form shown again, with an error that only the use case could find. */
export function formWithError(body: unknown, field: string, error: FieldError): FormState {
  return { values: typedValues(body), errors: { [field]: error } };
}

/** The same with errors of several fields. */
export function formWithErrors(body: unknown, errors: FormState['errors']): FormState {
  return { values: typedValues(body), errors };
}

/**
 * Reads a submitted form. `body` is the untrusted parsed body; a field that was sent twice where the schema wants one text, or whose
 * text cannot be stored, is an error beside that field, like any other.
 * @returns the parsed values, or the state to draw the form again with everything that was typed, passwords excepted.
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, body: unknown): Result<z.output<Schema>, FormState> {
  const values = typedValues(body);
  const errors: Record<string, FieldError> = {};
  for (const [name, value] of Object.entries(bodyFields(body))) {
    if ([value].flat().some((part) => typeof part === 'string' && part.search(UNREADABLE) >= 0)) {
      errors[name] = { key: 'ui:errors.characters' };
    }
  }
  const parsed = schema.safeParse(bodyFields(body));
  if (parsed.success && Object.keys(errors).length === 0) return ok(parsed.data);
  for (const issue of (parsed.error?.issues ?? []) as Issue[]) {
    const field = String(issue.path[0] ?? 'form');
    errors[field] ??= errorOf(issue);
  }
  return fail({ values, errors });
}

function errorOf(issue: Issue): FieldError {
  if (issue.message.includes(':') && !issue.message.includes(' ')) {
    return { key: issue.message, params: { ...limitsOf(issue), ...issue.params } };
  }
  switch (issue.code) {
    case 'too_big':
      return { key: 'ui:errors.tooLong', params: limitsOf(issue) };
    case 'too_small':
      return { key: 'ui:errors.required' };
    case 'invalid_type':
      return { key: issue.input === undefined ? 'ui:errors.required' : 'ui:errors.invalid' };
    default:
      return { key: 'ui:errors.invalid' };
  }
}

function limitsOf(issue: Issue): Record<string, number> {
  const { maximum, minimum } = issue as { maximum?: number; minimum?: number };
  return { ...(maximum === undefined ? {} : { maximum }), ...(minimum === undefined ? {} : { minimum }) };
}

function bodyFields(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}

function typedValues(body: unknown): Record<string, FormValue> {
  const values: Record<string, FormValue> = {};
  for (const [name, value] of Object.entries(bodyFields(body))) {
    if (name === '_csrf' || /password/i.test(name)) continue;
    if (typeof value === 'string') values[name] = value.replace(UNREADABLE, '');
    else if (Array.isArray(value)) {
      values[name] = value.filter((part) => typeof part === 'string').map((part) => part.replace(UNREADABLE, ''));
    }
  }
  return values;
}
