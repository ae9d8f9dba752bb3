import { booleanField, numberField, secretField, selectField, textField, urlField } from './setting-fields.js';
import { defineSettings } from './settings-schema.js';

const schema = defineSettings('sample', {
  url: urlField({ required: true, example: 'https://example.org' }),
  other: urlField({ example: 'https://example.org' }),
  key: secretField({ required: true, example: 'key' }),
  note: textField({ example: 'note' }),
  first: textField({ defaultValue: 'Accueil', example: 'Accueil' }),
  hours: numberField({ defaultValue: 12, min: 1, max: 24 }),
  strict: booleanField(),
  mode: selectField(['one', 'two']),
});
const given = { url: 'https://example.org/', key: 'secret' };
const problemOf = (values: Record<string, unknown>): string[] => {
  const read = schema.read({ ...given, ...values });
  return read.ok ? [] : read.error.map(({ field, problemKey }) => `${field} ${problemKey}`);
};

describe('the settings of a connector', () => {
  it('are read from a form that leaves the rest empty', () => {
    const form = { ...given, other: '', note: ' ', first: '', hours: '', mode: '' };
    expect(schema.read(form)).toEqual({
      ok: true,
      value: {
        url: 'https://example.org',
        other: null,
        key: 'secret',
        note: null,
        first: 'Accueil',
        hours: 12,
        strict: false,
        mode: 'one',
      },
    });
  });

  it('are read from strings and from the values of an earlier read alike', () => {
    const form = schema.read({ ...given, hours: '7', strict: 'on', mode: 'two', note: 'n' });
    if (!form.ok) throw new Error('refused');
    expect(form.value).toMatchObject({ hours: 7, strict: true, mode: 'two', note: 'n' });
    expect(schema.read(form.value)).toEqual(form);
  });

  it('say what is wrong beside each field', () => {
    expect(problemOf({ url: '', key: undefined })).toEqual([
      'url connectors:problem.required',
      'key connectors:problem.required',
    ]);
    expect(problemOf({ url: 'example.org' })).toEqual(['url connectors:problem.url']);
    expect(problemOf({ url: 'ftp://example.org' })).toEqual(['url connectors:problem.url']);
    expect(problemOf({ other: 'https://user:pass@example.org' })).toEqual(['other connectors:problem.url-credentials']);
    expect(problemOf({ url: 'https://example.org/?a=1' })).toEqual(['url connectors:problem.url-query']);
    expect(problemOf({ hours: '0' })).toEqual(['hours connectors:problem.number-range']);
    expect(problemOf({ hours: '1.5' })).toEqual(['hours connectors:problem.number']);
    expect(problemOf({ hours: ['1', '2'] })).toEqual(['hours connectors:problem.number']);
    expect(problemOf({ mode: 'three' })).toEqual(['mode connectors:problem.select']);
    expect(problemOf({ note: 'two\nlines' })).toEqual(['note connectors:problem.text']);
    expect(problemOf({ note: { $ne: 1 } })).toEqual(['note connectors:problem.text']);
    expect(problemOf({ key: 'x'.repeat(2001) })).toEqual(['key connectors:problem.too-long']);
    expect(problemOf({ strict: 'perhaps' })).toEqual(['strict connectors:problem.boolean']);
  });

  it('name their fields for the form, secrets marked', () => {
    expect(schema.fields.filter((field) => field.type === 'secret').map((field) => field.name)).toEqual(['key']);
    expect(schema.fields.at(-1)).toMatchObject({
      labelKey: 'connectors:sample.settings.mode.label',
      hintKey: 'connectors:sample.settings.mode.hint',
      defaultValue: 'one',
      options: [
        { value: 'one', labelKey: 'connectors:sample.settings.mode.options.one' },
        { value: 'two', labelKey: 'connectors:sample.settings.mode.options.two' },
      ],
    });
  });
});
