import type { HelperOptions } from 'handlebars';
import type { FragmentContext } from '../page-context.js';
import { attributes, escape, Html } from '../templates/html.js';
import { surroundings } from '../templates/surroundings.js';
import { plain, plainText, translated } from '../templates/text-helpers.js';
import { refuseUnknown, wire, WORDING, type Wiring } from './field.js';
import type { FormState, FormValue } from './form-state.js';

/** One thing to choose. `label` is data, `labelKey` a locale key; the same for the hint. */
export interface Choice {
  readonly value: string;
  readonly label?: string;
  readonly labelKey?: string;
  readonly hint?: string;
  readonly hintKey?: string;
  readonly disabled?: boolean;
}

/** {{choices form "kind" type="radio" options=kinds label="requests:decide.kind" required=true}} */
export function choices(form: FormState, name: string, options: HelperOptions): Html {
  const hash = options.hash as Record<string, unknown>;
  refuseUnknown('choices', hash, [...WORDING, 'type', 'options', 'value', 'empty', 'autocomplete', 'inline']);
  const type = String(hash['type'] ?? 'radio');
  if (!['radio', 'checkbox', 'select'].includes(type)) throw new Error(`{{choices}} knows no type "${type}"`);
  if (!Array.isArray(hash['options'])) throw new Error(`The choices ${name} have no options=`);
  const { page } = surroundings(options);
  const wiring = wire(surroundings(options), form, name, hash);
  const chosen = chosenValues(form?.values?.[name] ?? (hash['value'] as FormValue));
  const offered = hash['options'] as readonly Choice[];
  const invalid = wiring.invalid ? ' field--invalid' : '';
  if (type === 'select') return new Html(select(page, name, wiring, offered, chosen, hash, invalid), '');
  const inline = hash['inline'] === true ? ' choices--inline' : '';
  const boxes = offered.map((choice, index) => box(page, type, name, wiring, choice, index, chosen)).join('');
  return new Html(
    `<fieldset class="field${invalid}"${attributes({ 'aria-describedby': wiring.describedBy })}>` +
      `<legend class="field-label">${wiring.label}</legend>${wiring.hint}${wiring.error}` +
      `<div class="choices${inline}">${boxes}</div></fieldset>`,
    '',
  );
}

function chosenValues(value: FormValue | null): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function box(
  page: FragmentContext,
  type: string,
  name: string,
  wiring: Wiring,
  choice: Choice,
  index: number,
  chosen: readonly string[],
): string {
  // The error summary links to the first one.
  const id = index === 0 ? wiring.id : `${wiring.id}-${index}`;
  const hint = choice.hintKey === undefined ? escape(choice.hint ?? '') : translated(page, choice.hintKey).toString();
  const input = attributes({
    id,
    name,
    value: choice.value,
    checked: chosen.includes(choice.value),
    disabled: choice.disabled,
    // Of check boxes none has to be ticked, so that `required` would be wrong on each.
    required: type === 'radio' && wiring.required,
    'aria-describedby': hint === '' ? undefined : `${id}-about`,
  });
  const label =
    choice.labelKey === undefined ? escape(choice.label ?? choice.value) : translated(page, choice.labelKey);
  const about = hint === '' ? '' : `<p class="choice-hint" id="${escape(id)}-about">${hint}</p>`;
  // An empty value is one that can be chosen ("none"), so it is written although `attributes` leaves it out.
  const value = choice.value === '' ? ' value=""' : '';
  return `<div class="choice"><input type="${type}"${input}${value}><label for="${escape(id)}">${label}</label>${about}</div>`;
}

function select(
  page: FragmentContext,
  name: string,
  wiring: Wiring,
  offered: readonly Choice[],
  chosen: readonly string[],
  hash: Record<string, unknown>,
  invalid: string,
): string {
  const empty = plainText(page, plain(hash['empty'] ?? 'ui:forms.choose'));
  const first = hash['empty'] === false ? '' : `<option value="">${escape(empty)}</option>`;
  const rest = offered.map((choice) => {
    const label = choice.labelKey === undefined ? (choice.label ?? choice.value) : plainText(page, choice.labelKey);
    const state = attributes({ selected: chosen.includes(choice.value), disabled: choice.disabled });
    return `<option value="${escape(choice.value)}"${state}>${escape(label)}</option>`;
  });
  const control = attributes({
    id: wiring.id,
    name,
    required: wiring.required,
    autocomplete: hash['autocomplete'],
    'aria-describedby': wiring.describedBy,
    'aria-invalid': wiring.invalid ? 'true' : undefined,
  });
  return (
    `<div class="field${invalid}"><label class="field-label" for="${escape(wiring.id)}">${wiring.label}</label>` +
    `${wiring.hint}${wiring.error}<select class="field-control"${control}>${first}${rest.join('')}</select></div>`
  );
}
