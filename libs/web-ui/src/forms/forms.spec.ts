import { load } from 'cheerio';
import { draw } from '../testing/sample-page.js';

const wrong = { values: { email: 'a"b' }, errors: { email: { key: 'ui:errors.email' } } };
const calm = { values: { email: 'anne@exemple.fr' }, errors: {} };

describe('a field', () => {
  const source =
    '{{field form "email" type="email" labelText="Adresse" hintText="Pour vos demandes" autocomplete="email"}}';

  it('ties label, hint and error to its control', () => {
    const $ = load(draw(source, { form: wrong }));
    const input = $('input');
    expect($(`label[for="${input.attr('id')}"]`).text()).toContain('Adresse');
    const described = input
      .attr('aria-describedby')!
      .split(' ')
      .map((id) => $(`#${id}`).text());
    expect(described[0]).toBe('Pour vos demandes');
    expect(described[1]).toContain('Indiquez une adresse électronique');
    expect(input.attr('aria-invalid')).toBe('true');
    expect(input.val()).toBe('a"b');
    expect(input.attr('autocomplete')).toBe('email');
  });

  it('claims no error where there is none', () => {
    const input = load(draw(source, { form: calm }))('input');
    expect(input.attr('aria-invalid')).toBeUndefined();
    expect(input.attr('aria-describedby')).toBe('field-email-hint');
  });

  it('says which fields may be left out, and stars none', () => {
    expect(draw(source, { form: calm })).toContain('(facultatif)');
    const html = draw('{{field form "email" labelText="Adresse" required=true}}', { form: calm });
    expect(html).not.toMatch(/facultatif|\*/);
    expect(load(html)('input').attr('required')).toBeDefined();
  });

  it('never writes a password back', () => {
    const form = { values: { password: 'secret' }, errors: {} };
    expect(draw('{{field form "password" type="password" labelText="Mot de passe"}}', { form })).not.toContain(
      'secret',
    );
  });

  it('keeps a long text as it was typed', () => {
    const form = { values: { about: '\n</textarea><b>x' }, errors: {} };
    const $ = load(draw('{{field form "about" type="textarea" labelText="Projet"}}', { form }));
    expect($('textarea').text()).toBe('\n</textarea><b>x');
    expect($('b')).toHaveLength(0);
  });

  it('remembers a ticked box', () => {
    const source = '{{field form "accept" type="checkbox" labelText="J’accepte"}}';
    expect(
      load(draw(source, { form: { values: { accept: 'yes' }, errors: {} } }))('input').attr('checked'),
    ).toBeDefined();
    expect(load(draw(source, { form: calm }))('input').attr('checked')).toBeUndefined();
  });
});

describe('choices', () => {
  const options = [
    { value: '', label: 'Aucun' },
    { value: 'a"', label: '<i>A</i>', hint: 'Le premier' },
  ];
  const form = { values: { kind: 'a"' }, errors: { kind: { key: 'ui:errors.choice' } } };

  it.each(['radio', 'checkbox'])('of type %s stand in a fieldset that tells the error', (type) => {
    const $ = load(draw(`{{choices form "kind" type="${type}" labelText="Genre" options=options}}`, { form, options }));
    const described = $('fieldset').attr('aria-describedby')!;
    expect($(`#${described}`).text()).toContain('Choisissez parmi');
    expect($('legend').text()).toContain('Genre');
    expect($('input[checked]').val()).toBe('a"');
    expect($('input').first().attr('value')).toBe('');
    expect($(`#${$('input[checked]').attr('aria-describedby')}`).text()).toBe('Le premier');
    expect($('i')).toHaveLength(0);
  });

  it('of type select keep what was chosen', () => {
    const $ = load(draw('{{choices form "kind" type="select" labelText="Genre" options=options}}', { form, options }));
    expect($('option[selected]').text()).toBe('<i>A</i>');
    expect($('select').attr('aria-invalid')).toBe('true');
  });
});

describe('the error summary', () => {
  it('stands above the fields, names them, and links to them', () => {
    const $ = load(draw('{{errorSummary form}}{{field form "email" labelText="Adresse"}}', { form: wrong }));
    const link = $('[role=alert] a');
    expect(link.text()).toMatch(/^Adresse : Indiquez/);
    expect($(link.attr('href')!).attr('name')).toBe('email');
  });

  it('links choices to their first box', () => {
    const form = { values: {}, errors: { kind: { key: 'ui:errors.choice' } } };
    const options = [{ value: 'a' }, { value: 'b' }];
    const $ = load(
      draw('{{errorSummary form}}{{choices form "kind" labelText="Genre" options=options}}', { form, options }),
    );
    expect($($('[role=alert] a').attr('href')!).val()).toBe('a');
  });

  it('tells an error of the whole form without a link', () => {
    const $ = load(
      draw('{{errorSummary form}}', { form: { values: {}, errors: { form: { key: 'ui:errors.invalid' } } } }),
    );
    expect($('[role=alert] li').text()).toBe('Cette valeur n’est pas acceptée.');
    expect($('a')).toHaveLength(0);
  });

  it('is not there when nothing is wrong', () => {
    expect(draw('{{errorSummary form}}', { form: calm })).toBe('');
  });

  it('escapes what was typed where an error quotes it', () => {
    const form = { values: {}, errors: { form: { key: 'sample:greeting', params: { name: '<b>$&' } } } };
    expect(draw('{{errorSummary form}}', { form })).toContain('Bonjour &lt;b&gt;$&amp;');
  });
});

describe('the CSRF token', () => {
  it('goes with the form', () => {
    expect(draw('{{csrf}}', {}, { csrfToken: 'a"b' })).toBe('<input type="hidden" name="_csrf" value="a&quot;b">');
  });

  it('is never silently left out', () => {
    expect(() => draw('{{csrf}}')).toThrow('without a token');
  });
});

describe('a button', () => {
  it('tells apart buttons that say the same', () => {
    expect(load(draw('{{button "ui:forms.search" context=who}}', { who: 'Anne <3' }))('button').text()).toBe(
      'Rechercher Anne <3',
    );
  });

  it('is a link in the language of the page when it has an address', () => {
    expect(load(draw('{{button "ui:nav.home" href="/services"}}', {}, { locale: 'en' }))('a').attr('href')).toBe(
      '/en/services',
    );
  });
});
