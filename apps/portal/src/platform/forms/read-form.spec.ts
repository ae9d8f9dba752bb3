import { z } from 'zod';
import { emailAddress, longText, optionalText, requiredText, tickBox, tickedAmong, webAddress } from './form-fields.js';
import { readForm } from './read-form.js';

const schema = z.object({
  name: requiredText('accounts:errors.nameMissing', 20),
  email: emailAddress(),
  about: longText(50),
  site: webAddress(),
  nick: optionalText(10),
  news: tickBox(),
  needs: tickedAmong(['write', 'store']),
});

const RIGHT = { name: '  Maïwenn  Le Goff ', email: ' Maiwenn@Example.ORG', about: 'a\r\nb', needs: 'write' };

describe('reading a form', () => {
  it('gives clean values', () => {
    expect(readForm(schema, RIGHT)).toEqual({
      ok: true,
      value: {
        name: 'Maïwenn Le Goff',
        email: 'maiwenn@example.org',
        about: 'a\nb',
        site: '',
        nick: '',
        news: false,
        needs: ['write'],
      },
    });
  });

  it('names each field that is wrong, in words, and keeps all that was typed', () => {
    const result = readForm(schema, {
      ...RIGHT,
      name: '',
      email: 'not an address',
      site: 'javascript:alert(1)',
      nick: 'far too long for that',
    });
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error.errors).toMatchObject({
      name: { key: 'accounts:errors.nameMissing' },
      email: { key: 'ui:errors.email' },
      site: { key: 'ui:errors.url' },
      nick: { key: 'ui:errors.tooLong', params: { maximum: 10 } },
    });
    expect(result.error.values).toMatchObject({
      email: 'not an address',
      site: 'javascript:alert(1)',
      about: 'a\r\nb',
    });
  });

  it('never gives passwords or tokens back to the page', () => {
    const result = readForm(schema, { ...RIGHT, name: '', password: 'hunter2', newPassword: 'hunter3', _csrf: 'x' });
    expect(JSON.stringify(result)).not.toMatch(/hunter|_csrf/);
  });

  it.each([
    ['a field sent twice', { ...RIGHT, email: ['a@b.fr', 'c@d.fr'] }, 'email'],
    ['NUL', { ...RIGHT, name: 'Ma\u0000ï' }, 'name'],
    ['bytes that are no UTF-8', { ...RIGHT, about: 'caf\ufffd' }, 'about'],
    ['an object', { ...RIGHT, name: { evil: true } }, 'name'],
    ['an unknown choice', { ...RIGHT, needs: ['write', 'fly'] }, 'needs'],
  ])('refuses %s beside its field', (_, body, field) => {
    const result = readForm(schema, body);
    expect(result.ok ? [] : Object.keys(result.error.errors)).toEqual([field]);
  });

  it.each([[null], [undefined], ['text'], [[]], [42]])('takes the body %p for an empty form', (body) => {
    const result = readForm(schema, body);
    expect(result.ok ? [] : Object.keys(result.error.errors).sort()).toEqual(['email', 'name']);
  });
});
