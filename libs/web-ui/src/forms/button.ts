import type { HelperOptions } from 'handlebars';
import { icon } from '../icons.js';
import { attributes, escape, Html } from '../templates/html.js';
import { surroundings } from '../templates/surroundings.js';
import { localHref, plain, translated } from '../templates/text-helpers.js';
import { refuseUnknown } from './field.js';

const KINDS = ['primary', 'secondary', 'danger', 'quiet'];

const KNOWN = [
  'kind',
  'icon',
  'name',
  'value',
  'href',
  'form',
  'formaction',
  'disabled',
  'params',
  'context',
  'shortcut',
  'size',
];

/**
 * {{button "ns:key" kind="secondary" icon="plus"}}, a link with `href=`. `context="…"` is added for screen readers where
 * several buttons of a page say the same thing ("Retirer" + "Anne Le Gall").
 */
export function button(key: unknown, options: HelperOptions): Html {
  const hash = options.hash as Record<string, unknown>;
  refuseUnknown('button', hash, KNOWN);
  const kind = String(hash['kind'] ?? 'primary');
  if (!KINDS.includes(kind)) throw new Error(`{{button}} knows no kind "${kind}"`);
  const { page } = surroundings(options);
  const params = (hash['params'] ?? {}) as Record<string, unknown>;
  const context = plain(hash['context']);
  const inside =
    (hash['icon'] === undefined ? '' : icon(plain(hash['icon']))) +
    `<span>${translated(page, plain(key), params)}</span>` +
    (context === '' ? '' : `<span class="visually-hidden"> ${escape(context)}</span>`);
  const small = hash['size'] === 'small' ? ' button--small' : '';
  const shared = { class: `button button--${kind}${small}`, 'data-shortcut': hash['shortcut'] };
  if (hash['href'] !== undefined) {
    const link = attributes({ ...shared, href: localHref(page.locale, plain(hash['href'])) });
    return new Html(`<a${link}>${inside}</a>`, '');
  }
  const all = attributes({
    type: 'submit',
    ...shared,
    name: hash['name'],
    value: hash['value'],
    form: hash['form'],
    formaction: hash['formaction'] === undefined ? undefined : localHref(page.locale, plain(hash['formaction'])),
    disabled: hash['disabled'],
  });
  return new Html(`<button${all}>${inside}</button>`, '');
}
