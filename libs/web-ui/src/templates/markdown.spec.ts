import { markdownText, renderMarkdown } from './markdown.js';

describe('people’s Markdown', () => {
  it('shows HTML instead of obeying it', () => {
    expect(renderMarkdown('<img src=x onerror=alert(1)>', 'fr')).toContain('&lt;img');
  });

  it('follows no link that runs code, and vouches for none', () => {
    expect(renderMarkdown('[x](javascript:alert(1))', 'fr')).not.toContain('<a');
    expect(renderMarkdown('[x](data:text/html,x)', 'fr')).not.toContain('<a');
    expect(renderMarkdown('[x](https://exemple.fr)', 'fr')).toContain('rel="nofollow noopener"');
  });

  it('keeps the reader in their language', () => {
    expect(renderMarkdown('[x](/aide)', 'en')).toContain('href="/en/aide"');
  });

  it('calls no other host for a picture', () => {
    expect(renderMarkdown('![le port](https://pisteur.example/p.gif)', 'fr')).toBe('<p>le port</p>\n');
    expect(renderMarkdown('![x](//pisteur.example/p.gif)', 'fr')).not.toContain('<img');
    expect(renderMarkdown('![le port](/fichiers/1)', 'fr')).toContain('src="/fichiers/1" alt="le port"');
  });

  it('keeps its headings below those of the page', () => {
    expect(renderMarkdown('# Titre\n\n##### Petit', 'fr')).toBe('<h3>Titre</h3>\n<h6>Petit</h6>\n');
  });

  it('is read without its signs where nothing draws them', () => {
    const text =
      'Un *pas* de **plus**,\nenfin.\n\n## Suite\n\n- [le plan](https://exemple.fr)\n- `ls` <b>\n\n```\na = 1\n```';
    expect(markdownText(text)).toBe('Un pas de plus,\nenfin.\nSuite\n– le plan\n– ls <b>\na = 1');
    expect(markdownText('')).toBe('');
  });
});
