import type { HelperOptions } from 'handlebars';
import type { FragmentContext } from '../page-context.js';
import { attributes, escape, Html } from '../templates/html.js';
import { surroundings, type Surroundings } from '../templates/surroundings.js';
import { plain, plainText, translated } from '../templates/text-helpers.js';
import type { FormState } from './form-state.js';

const TYPES = [
  'text',
  'email',
  'password',
  'tel',
  'url',
  'number',
  'date',
  'time',
  'datetime-local',
  'search',
  'textarea',
  'file',
  'checkbox',
];

/** Attributes that go to the control as they are. */
const PASSED =
  'autocomplete maxlength minlength min max step rows inputmode pattern readonly disabled accept multiple spellcheck autocapitalize list dirname'.split(
    ' ',
  );

/** What a field and a set of choices share: names, label, hint, error. */
export interface Wiring {
  readonly id: string;
  readonly required: boolean;
  readonly label: string;
  readonly hint: string;
  readonly error: string;
  readonly invalid: boolean;
  readonly describedBy: string;
}

/** Works out ids, label, hint and error of one field, and remembers the label for the error summary. */
export function wire(around: Surroundings, form: FormState, name: string, hash: Record<string, unknown>): Wiring {
  const { page, drawing } = around;
  const id = String(hash['id'] ?? `field-${name}`);
  const label = wording(page, hash, 'label');
  if (label === null) throw new Error(`The field ${name} has no label=`);
  const hint = wording(page, hash, 'hint');
  const error = form?.errors?.[name];
  const required = hash['required'] === true;
  drawing.labels.set(name, label.plain);
  const optional = required ? '' : ` <span class="field-optional">${translated(page, 'ui:forms.optional')}</span>`;
  const prefix = `<span class="visually-hidden">${translated(page, 'ui:forms.error')} </span>`;
  const shown = error === undefined ? '' : `${prefix}${translated(page, error.key, { ...error.params })}`;
  return {
    id,
    required,
    label: `${label}${optional}`,
    hint: hint === null ? '' : `<p class="field-hint" id="${escape(id)}-hint">${hint}</p>`,
    error: shown === '' ? '' : `<p class="field-error" id="${escape(id)}-error">${shown}</p>`,
    invalid: shown !== '',
    describedBy: [hint === null ? '' : `${id}-hint`, shown === '' ? '' : `${id}-error`].filter(Boolean).join(' '),
  };
}

/** `label="ns:key"` (with `labelParams=(object …)`) or `labelText="data"`. */
function wording(page: FragmentContext, hash: Record<string, unknown>, name: 'label' | 'hint'): Html | null {
  const text = hash[`${name}Text`];
  if (text !== undefined && text !== null && text !== '') return new Html(escape(text), plain(text));
  const key = hash[name];
  if (key === undefined || key === null || key === '') return null;
  return translated(page, plain(key), (hash[`${name}Params`] ?? {}) as Record<string, unknown>);
}

/** Refuses options that do not exist, so that a slip of the pen is seen. */
export function refuseUnknown(helper: string, hash: Record<string, unknown>, known: readonly string[]): void {
  const wrong = Object.keys(hash).filter((name) => !known.includes(name));
  if (wrong.length > 0) throw new Error(`{{${helper}}} has no option ${wrong.join(', ')}`);
}

export const WORDING = ['id', 'label', 'labelText', 'labelParams', 'hint', 'hintText', 'hintParams', 'required'];

/** {{field form "email" type="email" label="accounts:fields.email" required=true}} */
export function field(form: FormState, name: string, options: HelperOptions): Html {
  const hash = options.hash as Record<string, unknown>;
  refuseUnknown('field', hash, [...WORDING, ...PASSED, 'type', 'value', 'width', 'suffix', 'counter']);
  const type = String(hash['type'] ?? 'text');
  if (!TYPES.includes(type)) throw new Error(`{{field}} knows no type "${type}"`);
  const around = surroundings(options);
  const wiring = wire(around, form, name, hash);
  const value = form?.values?.[name] ?? hash['value'];
  const common = {
    id: wiring.id,
    name,
    ...Object.fromEntries(PASSED.map((attribute) => [attribute, hash[attribute]])),
    required: wiring.required,
    'aria-describedby': wiring.describedBy,
    'aria-invalid': wiring.invalid ? 'true' : undefined,
  };
  if (type === 'checkbox') return checkbox(wiring, common, value);
  const control = type === 'textarea' ? textarea(common, value, hash) : input(type, common, value);
  const label = `<label class="field-label" for="${escape(wiring.id)}">${wiring.label}</label>`;
  const width = hash['width'] === undefined ? '' : ` field--${escape(hash['width'])}`;
  const marked = `<div class="field${width}${wiring.invalid ? ' field--invalid' : ''}">`;
  return new Html(
    `${marked}${label}${wiring.hint}${wiring.error}${withSurroundings(around, type, control, hash)}</div>`,
    '',
  );
}

function input(type: string, common: Record<string, unknown>, value: unknown): string {
  // A password is never written back, a file cannot be.
  const shown = type === 'password' || type === 'file' ? undefined : plain(value);
  return `<input class="field-control" type="${type}"${attributes({ ...common, value: shown })}>`;
}

function textarea(common: Record<string, unknown>, value: unknown, hash: Record<string, unknown>): string {
  const counter = hash['maxlength'] === undefined ? undefined : true;
  const all = { ...common, rows: hash['rows'] ?? 5, 'data-counter': counter };
  // A newline right after the tag is dropped by the parser: one more keeps the text as it was typed.
  return `<textarea class="field-control"${attributes(all)}>\n${escape(plain(value))}</textarea>`;
}

function withSurroundings(around: Surroundings, type: string, control: string, hash: Record<string, unknown>): string {
  const { page } = around;
  if (type === 'password') {
    const show = escape(plainText(page, 'ui:forms.showPassword'));
    const hide = escape(plainText(page, 'ui:forms.hidePassword'));
    return `<div class="field-row" data-reveal data-show="${show}" data-hide="${hide}">${control}</div>`;
  }
  if (type === 'textarea' && hash['maxlength'] !== undefined) {
    const left = escape(page.translate('ui:forms.charactersLeft', { left: '%' }).text);
    return `<div data-counter-text="${left}">${control}</div>`;
  }
  const suffix = hash['suffix'];
  if (suffix === undefined) return control;
  return `<div class="field-row">${control}<span class="field-suffix">${escape(suffix)}</span></div>`;
}

function checkbox(wiring: Wiring, common: Record<string, unknown>, value: unknown): Html {
  const checked = value === true || (typeof value === 'string' && value !== '' && value !== 'false');
  const box = `<input type="checkbox"${attributes({ ...common, value: 'yes', checked })}>`;
  // One box that may stay empty is optional by nature: "(facultatif)" beside it would only confuse.
  const label = wiring.label.replace(/ <span class="field-optional">.*$/, '');
  return new Html(
    `<div class="field field--box${wiring.invalid ? ' field--invalid' : ''}">${wiring.error}` +
      `<div class="choice">${box}<label for="${escape(wiring.id)}">${label}</label></div>${wiring.hint}</div>`,
    '',
  );
}
