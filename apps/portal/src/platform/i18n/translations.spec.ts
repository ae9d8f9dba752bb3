import { loadTranslations } from './translations.js';

describe('translations', () => {
  const translations = loadTranslations();

  it('give the same text each time, in the language asked for', () => {
    for (let round = 0; round < 2; round++) {
      expect(translations.for('fr')('ui:nav.home')).toEqual({ text: 'Accueil', lang: 'fr' });
      expect(translations.for('en')('ui:nav.home')).toEqual({ text: 'Home', lang: 'en' });
    }
  });

  it('put each time’s own parameters into a text', () => {
    const key = 'ui:forms.errorSummary';
    const translate = translations.for('fr');
    const texts = [2, 3, 4].map((count) => translate(key, { count }).text);
    expect(new Set(texts).size).toBe(3);
  });

  it('show a key that has no text, without keeping it', () => {
    expect(translations.text('fr', 'ui:there.is.none')).toContain('there.is.none');
    expect(translations.has('ui:there.is.none')).toBe(false);
  });
});
