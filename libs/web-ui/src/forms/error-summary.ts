import type { HelperOptions } from 'handlebars';
import type { FragmentContext } from '../page-context.js';
import { escape, Html } from '../templates/html.js';
import { surroundings, type Drawing } from '../templates/surroundings.js';
import { translated } from '../templates/text-helpers.js';
import type { FieldError, FormState } from './form-state.js';

/**
 * {{errorSummary form}}: what is wrong, linked to the fields; nothing when nothing is. It stands above the fields but
 * quotes their labels, so it is written when the page is done. `autofocus` brings screen readers to it without a script.
 */
export function errorSummary(form: FormState | undefined, options: HelperOptions): Html | string {
  const errors = Object.entries(form?.errors ?? {});
  if (errors.length === 0) return '';
  const { page, drawing } = surroundings(options);
  // People's text is always escaped, so that none can hold this mark.
  const mark = `<!--later ${drawing.later.size}-->`;
  drawing.later.set(mark, () => summary(page, drawing, errors));
  return new Html(mark, '');
}

function summary(page: FragmentContext, drawing: Drawing, errors: readonly [string, FieldError][]): string {
  const heading = translated(page, 'ui:forms.errorSummary', { count: errors.length });
  const items = errors.map(([name, error]) => `<li>${item(page, drawing, name, error)}</li>`).join('');
  return (
    `<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">` +
    `<h2 id="error-summary-title">${heading}</h2><ul>${items}</ul></div>`
  );
}

function item(page: FragmentContext, drawing: Drawing, name: string, error: FieldError): string {
  const text = translated(page, error.key, { ...error.params }).toString();
  const label = drawing.labels.get(name);
  if (label === undefined) return text;
  // Our general sentences ("Remplissez ce champ") do not say which field; the features' own do.
  const said = error.key.startsWith('ui:') ? `${escape(label)} : ${text}` : text;
  return `<a href="#field-${escape(name)}">${said}</a>`;
}
