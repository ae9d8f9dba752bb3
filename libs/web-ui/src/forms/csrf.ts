import type { HelperOptions } from 'handlebars';
import { attributes, Html } from '../templates/html.js';
import { surroundings } from '../templates/surroundings.js';

/** {{csrf}} in every form that changes something. A page drawn without a token could never be sent. */
export function csrf(options: HelperOptions): Html {
  const token = surroundings(options).page.csrfToken;
  if (token === null || token === undefined) throw new Error('{{csrf}} on a page that was drawn without a token');
  return new Html(`<input type="hidden"${attributes({ name: '_csrf', value: token })}>`, '');
}
