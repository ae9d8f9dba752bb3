import { sourceFiles } from './source-files.js';

const templates = [...sourceFiles('apps/portal/src', '.hbs'), ...sourceFiles('libs/web-ui/src', '.hbs')];

const found = (pattern: RegExp): string[] => templates.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe('the templates', () => {
  it('are there', () => {
    expect(templates.length).toBeGreaterThan(5);
  });

  it('hold no script or style that the content security policy would refuse', () => {
    expect(found(/<script(?![^>]*(src=|type="application\/ld\+json"))[^>]*>|<style|\sstyle="|\son[a-z]+="/)).toEqual(
      [],
    );
  });

  it('call no third party', () => {
    expect(found(/(src|srcset|poster|data)="(https?:)?\/\//)).toEqual([]);
  });

  it('send a token with every form that changes something', () => {
    const without = templates.flatMap(({ path, text }) =>
      (text.match(/<form[^>]*method="post"[\s\S]*?<\/form>/g) ?? [])
        // The form that goes to the OpenID provider carries the provider's own.
        .filter((form) => !form.includes('{{csrf') && !form.includes('name="xsrf" value="{{xsrf}}"'))
        .map(() => path),
    );
    expect(without).toEqual([]);
  });

  it('hold no text of their own: all that people read comes from the locale files', () => {
    // The gallery is for developers: it names components in code's own words.
    const forPeople = templates.filter(({ path }) => !path.endsWith('/gallery.hbs'));
    const own = forPeople.flatMap(({ path, text }) => {
      const bare = text
        .replace(/\{\{!--[\s\S]*?--\}\}|\{\{![\s\S]*?\}\}/g, '')
        .replace(/\{\{\{?[\s\S]*?\}?\}\}/g, '')
        .replace(/<(script|svg)[\s\S]*?<\/\1>/g, '')
        .replace(/<[^>]*>/g, '')
        .replace(/&[a-z]+;/g, '');
      const words = bare.match(/\p{L}{3,}/gu) ?? [];
      return words.length === 0 ? [] : [`${path}: ${words.slice(0, 5).join(' ')}`];
    });
    expect(own).toEqual([]);
  });
});
