import type { Page } from '@ronron/testing';
import { TEST_PASSWORD } from './portal-harness.js';

/** A form that a page sends by POST, filled in with what a person could well type. */
export interface PageForm {
  /** Path without a query. */
  readonly action: string;
  readonly values: ReadonlyMap<string, string>;
  /** Those of the fields that people type texts into. */
  readonly typed: readonly string[];
}

const BY_TYPE: Readonly<Record<string, string>> = {
  email: 'nolwenn@example.org',
  number: '3',
  url: 'https://exemple.example/',
  tel: '02 98 00 00 00',
  date: '2040-04-01',
  'datetime-local': '2040-04-01T10:00',
  time: '10:00',
  password: TEST_PASSWORD,
  color: '#224466',
  checkbox: 'on',
};

/** Every form of the page that is sent by POST; what it holds already stays. */
export function formsOf(page: Page): PageForm[] {
  const forms: PageForm[] = [];
  page.$('form[method=post]').each((_, element) => {
    const form = page.$(element);
    const values = new Map<string, string>();
    const typed: string[] = [];
    form.find('input, select, textarea, button[name]').each((__, field) => {
      const input = page.$(field);
      const name = input.attr('name');
      if (name === undefined || name === '_csrf') return;
      const type = field.tagName === 'input' ? (input.attr('type') ?? 'text') : field.tagName;
      if (type === 'file' || (type === 'radio' && values.has(name))) return;
      if (type === 'select') {
        const options = input.find('option').toArray();
        const chosen = input.find('option[selected]').attr('value');
        values.set(name, chosen || (options.map((one) => page.$(one).attr('value')).find(Boolean) ?? ''));
        return;
      }
      const present = type === 'textarea' ? input.text() : (input.attr('value') ?? '');
      values.set(name, present || (BY_TYPE[type] ?? `Mots de ${name}`));
      if (['text', 'textarea'].includes(type)) typed.push(name);
    });
    const action = (form.attr('action') ?? page.path).split('?', 1)[0]!;
    forms.push({ action, values, typed });
  });
  return forms;
}
