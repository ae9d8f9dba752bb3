import { load } from 'cheerio';
import { samplePage, templatesWith } from './testing/sample-page.js';
import type { PageContext } from './page-context.js';

const draw = (changes: Partial<PageContext>): ReturnType<typeof load> =>
  load(templatesWith('<h1>x</h1>').page('sample/view', {}, samplePage(changes)));

describe('the layout', () => {
  it('offers the same page in each language', () => {
    const $ = draw({ locale: 'en', path: '/services/pads' });
    const links = $('footer a[hreflang]')
      .toArray()
      .map((link) => $(link).attr('href'));
    expect(links).toEqual(['/services/pads', '/en/services/pads', '/br/services/pads']);
    expect($('html').attr('lang')).toBe('en');
    expect($('link[rel=canonical]').attr('href')).toBe('https://portail.example/en/services/pads');
  });

  it('shows where the visitor is', () => {
    expect(draw({ path: '/services/pads' })('.site-bar a[aria-current]').text()).toBe('Services');
    expect(draw({ path: '/services-plus' })('.site-bar a[aria-current]')).toHaveLength(0);
  });

  it('lets visitors sign in, and the signed-in reach their places and leave', () => {
    expect(draw({})('.site-bar .nav-session a').toArray()).toHaveLength(2);
    const $ = draw({ viewer: { name: '<Anne>', areas: ['operator'] }, csrfToken: 'token' });
    expect($('.site-bar a[href="/operateur"]')).toHaveLength(1);
    expect($('.site-bar a[href="/admin"]')).toHaveLength(0);
    expect($('.site-bar form[action="/deconnexion"] input[name=_csrf]').val()).toBe('token');
    expect($('.site-bar .nav-who').text()).toContain('<Anne>');
  });

  it('writes data for search engines that cannot end its element', () => {
    const $ = draw({ jsonLd: [{ name: '</script><script>alert(1)</script>' }] });
    expect($('script:not([src])')).toHaveLength(1);
    expect(JSON.parse($('script[type="application/ld+json"]').text())).toEqual({
      name: '</script><script>alert(1)</script>',
    });
  });

  it('keeps private pages from search engines and from previews', () => {
    const $ = draw({ noIndex: true });
    expect($('meta[name=robots]').attr('content')).toBe('noindex');
    expect($('link[rel=canonical], meta[property="og:image"]')).toHaveLength(0);
  });

  it('links the colour of the commune', () => {
    expect(draw({ brand: { name: 'Q', colour: '#FFD000', logoPath: null } })('link[href*=brand]').attr('href')).toBe(
      '/assets/brand-ffd000.css',
    );
  });

  it('tells what happened, aloud', () => {
    expect(draw({ flash: { kind: 'error', text: '<b>' } })('main [role=alert]').text()).toContain('<b>');
    expect(draw({ flash: { kind: 'success', text: 'Fait' } })('main [role=status]').text()).toContain('Fait');
  });
});
