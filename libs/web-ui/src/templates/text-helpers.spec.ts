import { draw } from '../testing/sample-page.js';

describe('texts', () => {
  it('escapes what people typed, in elements and in attributes', () => {
    const model = { name: '"><script>alert(1)</script>' };
    expect(draw('<p>{{t "sample:greeting" name=name}}</p>', model)).toBe(
      '<p>Bonjour &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
    expect(draw('<p title="{{text "sample:greeting" name=name}}">', model)).toBe(
      '<p title="Bonjour &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">',
    );
  });

  it('says so when a Breton page shows French', () => {
    expect(draw('{{t "sample:onlyFrench"}}', {}, { locale: 'br' })).toBe('<span lang="fr">Bonjour</span>');
    expect(draw('{{t "sample:greeting" name="Anna"}}', {}, { locale: 'br' })).toBe('Demat Anna');
    expect(draw('<option>{{text "sample:onlyFrench"}}</option>', {}, { locale: 'br' })).toBe(
      '<option>Bonjour</option>',
    );
  });

  it('keeps a date readable inside a sentence and inside an attribute', () => {
    const model = { when: '2026-03-12' };
    expect(draw('{{t "sample:greeting" name=(date when)}}', model)).toBe(
      'Bonjour <time datetime="2026-03-12">12 mars 2026</time>',
    );
    expect(draw('{{text "sample:greeting" name=(date when)}}', model)).toBe('Bonjour 12 mars 2026');
  });
});

describe('addresses', () => {
  it.each([
    ['fr', '/services', '/services'],
    ['en', '/services', '/en/services'],
    ['br', '/', '/br'],
    ['en', '/assets/brand-ffffff.css', '/assets/brand-ffffff.css'],
    ['en', 'https://exemple.fr/a', 'https://exemple.fr/a'],
    ['en', 'mailto:anne@exemple.fr', 'mailto:anne@exemple.fr'],
    ['fr', 'javascript:alert(1)', '#'],
    ['fr', '//ailleurs.example', '#'],
    ['fr', '/\\ailleurs.example', '#'],
  ] as const)('in %s, %s becomes %s', (locale, path, expected) => {
    expect(draw('<a href="{{href path}}">', { path }, { locale })).toBe(`<a href="${expected}">`);
  });

  it('fills places with encoded values and puts the rest in the query', () => {
    expect(draw('{{{href "/demandes/:id/messages" id=id page=2 empty=""}}}', { id: '../admin?x' })).toBe(
      '/demandes/..%2Fadmin%3Fx/messages?page=2',
    );
  });
});

describe('formats', () => {
  const model = { at: new Date('2026-03-12T23:30:00Z'), now: new Date('2026-03-16T00:00:00Z') };

  it('tells the time of France, in the language of the page', () => {
    expect(draw('{{date at}}', model)).toContain('>13 mars 2026<');
    expect(draw('{{date at}}', model, { locale: 'en' })).toContain('>13 March 2026<');
    expect(draw('{{dateTime at}}', model)).toContain('>13 mars 2026 à 00:30<');
    expect(draw('{{dateTime at weekday=true}}', model)).toContain('>vendredi 13 mars 2026 à 00:30<');
    expect(draw('{{ago at now=now}}', model)).toContain('>il y a 3 jours<');
  });

  it('shows nothing for what is absent', () => {
    expect(draw('[{{date none}}{{number none}}{{bytes none}}{{money none}}]')).toBe('[]');
  });

  it('writes numbers, sizes and sums', () => {
    const spaces = /[\u202f\u00a0]/g;
    expect(draw('{{number n}}', { n: 12345 }).replace(spaces, ' ')).toBe('12 345');
    expect(draw('{{bytes n}}', { n: 1.5e9 }).replace(spaces, ' ')).toBe('1,5 Go');
    expect(draw('{{money n}}', { n: '1200.5' }).replace(spaces, ' ')).toBe('1 200,50 €');
  });
});
