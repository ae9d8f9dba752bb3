import { splitLocale, withLocale } from './locales.js';

describe('the language of an address', () => {
  it.each([
    ['/services', 'fr', '/services'],
    ['/en', 'en', '/'],
    ['/en/', 'en', '/'],
    ['/en?x=1', 'en', '/?x=1'],
    ['/br/services/pads?q=1', 'br', '/services/pads?q=1'],
    ['/english', 'fr', '/english'],
    ['/fr/services', 'fr', '/fr/services'],
  ])('%s is %s, %s', (url, locale, path) => {
    expect(splitLocale(url)).toEqual({ locale, path });
  });

  it('comes back with its prefix', () => {
    expect([withLocale('fr', '/'), withLocale('en', '/'), withLocale('br', '/services')]).toEqual([
      '/',
      '/en',
      '/br/services',
    ]);
  });
});
